"""From CRM, marketing automation and ERP to the six tables."""
