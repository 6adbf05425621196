"""The demo's mail server on loopback, so that a newcomer can be a customer without owning a mail server.

``place`` says where it is, ``process`` runs it (Twisted, in a process of its own), ``client`` reads and writes the
customers' mailboxes through IMAP and SMTP like any mail program.
"""
