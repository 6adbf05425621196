from kontor.customers.models.customer import Address, AddressKind, Customer, CustomerLink

__all__ = ["Address", "AddressKind", "Customer", "CustomerLink"]
