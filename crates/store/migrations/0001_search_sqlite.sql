-- Words of names by the person's number. The index holds no text of its own.
CREATE VIRTUAL TABLE person_search USING fts5(
    tokens, content='', contentless_delete=1, detail='none'
);
