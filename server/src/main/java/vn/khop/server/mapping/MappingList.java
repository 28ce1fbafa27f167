package vn.khop.server.mapping;

import java.time.Instant;

/**
 * A hospital's own list that is being mapped to a national one.
 *
 * @param number ours
 * @param facility whose list it is; the empty text for one of the city's
 * @param name for people
 * @param sourceSystem URI of the hospital's code system
 * @param targetSystem URI of the list to which it is mapped
 * @param targetVersion the release of that against which it is mapped
 * @param url of the concept map that it becomes
 */
public record MappingList(
        long number,
        String facility,
        String name,
        String sourceSystem,
        String targetSystem,
        String targetVersion,
        String url,
        String createdBy,
        Instant createdAt) {}
