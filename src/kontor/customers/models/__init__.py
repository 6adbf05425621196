from kontor.customers.models.customer import Address, AddressKind, Customer, CustomerLink
from kontor.customers.models.expert import Expert

__all__ = ["Address", "AddressKind", "Customer", "CustomerLink", "Expert"]
