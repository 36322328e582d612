-- The users, first.
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL DEFAULT 'a;b', -- not; here
    "odd;name" text
);

CREATE INDEX users_email ON users (lower(email));
INSERT INTO users (email) VALUES ('it''s; fine'), ('');
