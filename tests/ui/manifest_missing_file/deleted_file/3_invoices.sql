-- revision: invoices
-- parent: orders

-- migrate: upgrade
CREATE TABLE invoices (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE invoices;
