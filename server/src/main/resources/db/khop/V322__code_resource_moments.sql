-- When a resource was written last. Of what was there before, only that it was by now.
alter table khop.code_resource add column changed_at timestamp with time zone default current_timestamp not null;
