-- Words of names by the person's number. New words wait in a short list before they are sorted in.
CREATE TABLE person_search (
    region BIGINT NOT NULL,
    number BIGINT NOT NULL,
    tokens TSVECTOR NOT NULL,
    PRIMARY KEY (region, number)
);

CREATE INDEX person_search_by_token ON person_search USING GIN (tokens)
    WITH (fastupdate = on, gin_pending_list_limit = 256);
