"""A telephone system with trunks and telephones, all real: Asterisk, sipp and baresip."""
