"""A stateful mock of contact-centre vendors for the people who integrate with them."""

__version__ = "0.1.0"
