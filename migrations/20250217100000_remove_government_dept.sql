-- Remove the government department type
--
-- Departments of a ministry behave like universities everywhere in the product, so the
-- three types of institution become two. The former type of every converted row is noted
-- in institution_type_conversions.
--
-- What the downgrade brings back. Every institution that this revision converted, that
-- still exists and that is still a university becomes a department again. What it cannot
-- know are departments registered after the upgrade, which came in as universities and
-- stay universities, and converted rows that somebody has since made a ministry, which
-- stay ministries. No row of any other table is changed, and none is deleted but the notes
-- themselves; upgrading again writes new notes with a new date.
--
-- revision: remove_government_dept
-- parent:   add_parent_ministry
-- created:  2025-02-17T10:00:00Z

-- migrate: upgrade postgres
CREATE TABLE institution_type_conversions (
    institution_id BIGINT      NOT NULL,
    former_type    VARCHAR(32) NOT NULL,
    converted_at   TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_institution_type_conversions PRIMARY KEY (institution_id),
    CONSTRAINT fk_institution_type_conversions_institution_id
        FOREIGN KEY (institution_id) REFERENCES institutions (id) ON DELETE CASCADE
);

INSERT INTO institution_type_conversions (institution_id, former_type)
SELECT id, type
  FROM institutions
 WHERE type = 'government_dept';

UPDATE institutions
   SET type = 'university'
 WHERE type = 'government_dept';

ALTER TABLE institutions
    DROP CONSTRAINT ck_institutions_type,
    ADD CONSTRAINT ck_institutions_type CHECK (type IN ('university', 'ministry'));

-- migrate: upgrade sqlite
-- A CHECK can only be changed by building the table again. With the foreign keys off, DROP
-- TABLE does not empty the tables that refer to this one.
PRAGMA foreign_keys = OFF;

CREATE TABLE institution_type_conversions (
    institution_id INTEGER     NOT NULL,
    former_type    VARCHAR(32) NOT NULL,
    converted_at   TIMESTAMP   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_institution_type_conversions PRIMARY KEY (institution_id),
    CONSTRAINT fk_institution_type_conversions_institution_id
        FOREIGN KEY (institution_id) REFERENCES institutions (id) ON DELETE CASCADE
);

INSERT INTO institution_type_conversions (institution_id, former_type)
SELECT id, type
  FROM institutions
 WHERE type = 'government_dept';

CREATE TABLE institutions_new (
    id                 INTEGER      NOT NULL,
    code               VARCHAR(32)  NOT NULL,
    name               VARCHAR(255) NOT NULL,
    type               VARCHAR(32)  NOT NULL,
    website            VARCHAR(255),
    is_active          BOOLEAN      NOT NULL DEFAULT true,
    created_at         TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at         TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    parent_ministry_id BIGINT
        CONSTRAINT fk_institutions_parent_ministry_id REFERENCES institutions (id) ON DELETE SET NULL
        CONSTRAINT ck_institutions_not_own_parent CHECK (parent_ministry_id <> id),
    CONSTRAINT pk_institutions PRIMARY KEY (id),
    CONSTRAINT uq_institutions_code UNIQUE (code),
    CONSTRAINT ck_institutions_type
        CHECK (type IN ('university', 'ministry'))
);

INSERT INTO institutions_new (
    id, code, name, type, website, is_active, created_at, updated_at, parent_ministry_id
)
SELECT id, code, name,
       CASE type WHEN 'government_dept' THEN 'university' ELSE type END,
       website, is_active, created_at, updated_at, parent_ministry_id
  FROM institutions;

DROP TABLE institutions;
ALTER TABLE institutions_new RENAME TO institutions;

CREATE INDEX ix_institutions_type ON institutions (type);
CREATE INDEX ix_institutions_parent_ministry_id ON institutions (parent_ministry_id);

-- migrate: downgrade postgres
ALTER TABLE institutions
    DROP CONSTRAINT ck_institutions_type,
    ADD CONSTRAINT ck_institutions_type
        CHECK (type IN ('university', 'government_dept', 'ministry'));

UPDATE institutions
   SET type = c.former_type
  FROM institution_type_conversions AS c
 WHERE c.institution_id = institutions.id
   AND institutions.type = 'university';

DROP TABLE institution_type_conversions;

-- migrate: downgrade sqlite
PRAGMA foreign_keys = OFF;

CREATE TABLE institutions_new (
    id                 INTEGER      NOT NULL,
    code               VARCHAR(32)  NOT NULL,
    name               VARCHAR(255) NOT NULL,
    type               VARCHAR(32)  NOT NULL,
    website            VARCHAR(255),
    is_active          BOOLEAN      NOT NULL DEFAULT true,
    created_at         TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at         TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    parent_ministry_id BIGINT
        CONSTRAINT fk_institutions_parent_ministry_id REFERENCES institutions (id) ON DELETE SET NULL
        CONSTRAINT ck_institutions_not_own_parent CHECK (parent_ministry_id <> id),
    CONSTRAINT pk_institutions PRIMARY KEY (id),
    CONSTRAINT uq_institutions_code UNIQUE (code),
    CONSTRAINT ck_institutions_type
        CHECK (type IN ('university', 'government_dept', 'ministry'))
);

INSERT INTO institutions_new (
    id, code, name, type, website, is_active, created_at, updated_at, parent_ministry_id
)
SELECT i.id, i.code, i.name,
       CASE WHEN i.type = 'university' THEN coalesce(c.former_type, i.type) ELSE i.type END,
       i.website, i.is_active, i.created_at, i.updated_at, i.parent_ministry_id
  FROM institutions AS i
  LEFT JOIN institution_type_conversions AS c ON c.institution_id = i.id;

DROP TABLE institution_type_conversions;
DROP TABLE institutions;
ALTER TABLE institutions_new RENAME TO institutions;

CREATE INDEX ix_institutions_type ON institutions (type);
CREATE INDEX ix_institutions_parent_ministry_id ON institutions (parent_ministry_id);
