-- The words of a record's texts, so that a search finds records by the beginning of a word. The embedded database looks through the texts instead.
create index search_text_words on khop.search_text
    using gin (array_to_tsvector(array_remove(string_to_array(ltrim(folded), ' '), '|')))
    with (gin_pending_list_limit = 512);
