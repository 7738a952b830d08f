"""Files of claims in, a worklist out: X12 claims and remittances, tables of services, visits of the contract."""
