from kontor.customers.models.customer import Address, AddressKind, Customer, CustomerLink
from kontor.customers.models.expert import Expert
from kontor.customers.models.postal_address import PostalAddress

__all__ = ["Address", "AddressKind", "Customer", "CustomerLink", "Expert", "PostalAddress"]
