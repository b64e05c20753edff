-- The register. One text for SQLite and PostgreSQL: {{BLOB}} is the one word they spell
-- differently. Ids are sixteen bytes, days ISO text, moments milliseconds, truth values 0 or 1.
-- Every table leads with the region, so that it can be partitioned or sharded as it is.

CREATE TABLE head (
    region BIGINT NOT NULL PRIMARY KEY,
    batches BIGINT NOT NULL,
    numbers BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    mac {{BLOB}} NOT NULL
);

CREATE TABLE batch (
    region BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    id {{BLOB}} NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    purpose TEXT NOT NULL,
    source TEXT NOT NULL,
    facts BIGINT NOT NULL,
    digest {{BLOB}} NOT NULL,
    undoes {{BLOB}},
    key_id TEXT NOT NULL,
    mac {{BLOB}} NOT NULL,
    PRIMARY KEY (region, seq)
);

CREATE INDEX batch_by_id ON batch (region, id);
CREATE INDEX batch_by_moment ON batch (recorded_at, seq);

CREATE TABLE fact (
    region BIGINT NOT NULL,
    case_id {{BLOB}} NOT NULL,
    seq BIGINT NOT NULL,
    id {{BLOB}} NOT NULL,
    subject BIGINT NOT NULL,
    happened_on TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    batch_id {{BLOB}} NOT NULL,
    body TEXT NOT NULL,
    key_id TEXT NOT NULL,
    mac {{BLOB}} NOT NULL,
    PRIMARY KEY (region, case_id, seq)
);

CREATE INDEX fact_by_batch ON fact (region, batch_id, case_id, seq);

CREATE TABLE organisation (
    region BIGINT NOT NULL,
    id {{BLOB}} NOT NULL,
    parent {{BLOB}},
    position BIGINT NOT NULL,
    last BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    active BIGINT NOT NULL,
    term_ends_on TEXT,
    held BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (region, id)
);

CREATE INDEX organisation_by_position ON organisation (position, last, held);
CREATE INDEX organisation_by_parent ON organisation (region, parent);
CREATE INDEX organisation_by_name ON organisation (region, name);
CREATE INDEX organisation_by_term ON organisation (region, term_ends_on);

CREATE TABLE person (
    region BIGINT NOT NULL,
    id {{BLOB}} NOT NULL,
    number BIGINT NOT NULL,
    held {{BLOB}} NOT NULL,
    active {{BLOB}},
    dues {{BLOB}},
    name TEXT NOT NULL,
    pinyin_key {{BLOB}} NOT NULL,
    stroke_key {{BLOB}} NOT NULL,
    blind TEXT,
    stage TEXT NOT NULL,
    mobile BIGINT NOT NULL,
    lost BIGINT NOT NULL,
    transfer_to {{BLOB}},
    transfer_until TEXT,
    revision BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (region, id)
);

CREATE UNIQUE INDEX person_by_number ON person (region, number);
CREATE INDEX person_by_branch ON person (held, stroke_key, id);
CREATE INDEX person_by_blind ON person (region, blind);
CREATE INDEX person_by_name ON person (region, name);
CREATE INDEX person_by_transfer ON person (transfer_to) WHERE transfer_to IS NOT NULL;
CREATE INDEX person_by_active ON person (active) WHERE active IS NOT NULL;
CREATE INDEX person_by_absence ON person (held, id) WHERE mobile = 1 OR lost = 1;
CREATE INDEX person_by_dues ON person (dues) WHERE dues IS NOT NULL;

CREATE TABLE preview (
    region BIGINT NOT NULL,
    id {{BLOB}} NOT NULL,
    made_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL,
    status TEXT NOT NULL,
    batch_id {{BLOB}},
    summary TEXT NOT NULL,
    PRIMARY KEY (region, id)
);

CREATE TABLE preview_row (
    region BIGINT NOT NULL,
    preview_id {{BLOB}} NOT NULL,
    row_number BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    person {{BLOB}},
    revision BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (region, preview_id, row_number)
);
