package vn.khop.server.registry;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What is remembered. Everything written inside one {@link #claiming} is committed together or not at all, and is on disk when it returns.
 * {@code RecordStoreContract} says what every store must do.
 */
public interface RecordStore {
    /**
     * Runs the work in one transaction, alone among all work that claims any of the same texts, in this process and in every other one on the database.
     * Claims are taken before the work begins, in one order for everybody, so that no two wait for each other. A read inside sees everything that was committed by
     * those who held the claims before.
     *
     * <p>Within the work of another claiming it joins that transaction. Should it claim what somebody else holds, all of it is rolled back and the outer work begins again with
     * these claimed too; so the work must be able to run again, and let what it throws pass.
     */
    <T> T claiming(Collection<String> claims, Supplier<T> work);

    /** The same with every claim that there is: nobody else writes meanwhile. For loads of very many records. */
    <T> T claimingEverything(Supplier<T> work);

    /** Adds new records with their persons, as one change, as if each had been fed. Within {@link #claimingEverything}. */
    void addAll(List<BulkRecord> records, Change change, Origin origin);

    /** Whether anything ever came by another request. */
    boolean hasChangesOfOthers(String requestId);

    /** Those of the blocking keys that a record has whose first version came by another request. */
    Set<String> keysOfOthers(Set<String> blockingKeys, String requestId);

    /** Those of the ids that some person has, or had. */
    Set<EnterpriseId> given(Collection<EnterpriseId> ids);

    Optional<LoadState> load(String id);

    /** Adds it, or puts it in place of what was. */
    void put(LoadState state);

    /** The log of changes, in the same transactions. */
    ChangeLog changes();

    /** The tasks of clerks, in the same transactions. */
    TaskStore tasks();

    /** Questions whose answers are known, in the same transactions. */
    KnownPairStore knownPairs();

    /** The updates that wait for a clerk, in the same transactions. */
    HeldVersions held();

    /** Models of linkage, in the same transactions. */
    ModelStore models();

    /** The keys by which records are kept, in the same transactions. */
    KeyStore keys();

    /** Records that cannot be linked by what they say, in the same transactions. */
    Unlinkables unlinkables();

    /** What is wrong in single records, in the same transactions. */
    RecordIssues issues();

    /** What is said of who is whose relative, in the same transactions. */
    RelationStore relations();

    /** What others are still to be told, in the same transactions. */
    Outbox outbox();

    Optional<Message> message(String key);

    void remember(Message message);

    /** The facilities that may feed, by code. */
    Set<String> facilities();

    /** Does nothing if it is registered already. */
    void register(String facility, Instant at);

    Optional<SourceRecord> source(String facility, String localId);

    Optional<SourceRecord> source(SourceId id);

    /** A version that was taken, or that came too late and is kept in the history only. */
    Optional<SourceRecord> source(SourceId id, int version);

    /** The next free version number of a record; 1 for one that is not there. */
    int nextVersion(SourceId id);

    /** Adds a version and makes it the present one; the first one makes the record. */
    void put(SourceRecord record, SourceIndex index, Origin origin);

    /** Adds a version without making it the present one. */
    void putOutdated(SourceRecord record, Origin origin);

    /**
     * The records that have one of the keys; of each key at most the first by id, so that a key which everybody shares does not make the work endless.
     *
     * @param perKeyMax 1 or more
     */
    Sharing sharingAKey(Set<String> blockingKeys, int perKeyMax);

    /** Whether {@link #news} are told. Where they are not, records are few, and are found in the store. */
    boolean tellsNews();

    /** What is seen at this moment. */
    News.Seen seen();

    /** What was committed that was not seen then, by this process and by every other, as one moment sees it. */
    News news(News.Seen since);

    /** Forgets what is older than an hour: whoever has not asked for so long has to look at everything. */
    void forgetNews();

    /** Gives every record in its present version, without its document. */
    void eachPresent(Consumer<SourceRecord> sink);

    /** The present versions of these records. */
    List<SourceRecord> sources(Collection<SourceId> ids);

    /** The persons of the records; a record that is in none is a missing key. */
    Map<SourceId, EnterpriseId> personsOf(Collection<SourceId> sources);

    /** All records of the persons. */
    List<SourceRecord> members(Collection<EnterpriseId> persons);

    /** The records that the person had at that moment, in the versions of that moment. */
    List<SourceRecord> members(EnterpriseId person, Instant at);

    /** The person as it stood at that moment; empty for one that was not founded yet. */
    Optional<PersonRow> person(EnterpriseId id, Instant at);

    /** Records that fit one of these and are held apart from it, or of which a clerk said something together with one of these: they belong to the same question. */
    Set<SourceId> heldApartFrom(Collection<SourceId> records);

    /**
     * Enters what a change does. What is entered wrongly leaves nothing, for the transaction ends.
     *
     * @throws IllegalStateException if an id of a new person was given before, or a record has no present link to change, or one already
     */
    void enter(LedgerEntry entry);

    /** The persons as they stand, each with all its records. */
    List<Membership> persons(Collection<EnterpriseId> ids);

    /** The persons of these records as they stand, each with all its records. */
    List<Membership> personsWith(Collection<SourceId> records);

    /**
     * The next persons by id, those superseded too.
     *
     * @param after the last one seen; empty for the beginning
     * @param since only those whose records, or what these say, changed after it
     */
    List<EnterpriseId> personsAfter(String after, Optional<Instant> since, int limit);

    /** The person as it stands, without its values. */
    Optional<PersonRow> person(EnterpriseId id);

    /** Events that brought a record to the person or took it away, oldest first. */
    List<LinkEvent> history(EnterpriseId person);

    /** Replaces the open pairs that have one of the fed records in them and those between two of the rejudged records. */
    void replaceOpenPairs(
            Set<SourceId> fed, Set<SourceId> rejudged, Collection<OpenPair> pairs, String modelVersion, Instant at);

    /** Open pairs with a record of the person. */
    List<OpenPair> openPairs(EnterpriseId person);

    /** Open pairs with one of the records. */
    List<OpenPair> openPairsOn(Collection<SourceId> records);

    /** The persons that carry the identifier, by id. */
    List<EnterpriseId> withIdentifier(PersonIdentifier identifier);

    /** The identifiers of a person's records, facilities' own numbers included. */
    Set<PersonIdentifier> identifiers(EnterpriseId person);

    /** How many persons fit, and those of the page by id. */
    Page search(PersonSearch search);

    /** How many source records there are. */
    long countSources();

    /**
     * What was done with a message.
     *
     * @param contentHash of what the message said, to find a key that was used for something else
     */
    record Message(String key, String contentHash, SourceId source, int version, Instant receivedAt) {}

    /**
     * Records that share a key.
     *
     * @param versions the present version of each
     * @param keysCut how many keys have more records than are in here
     */
    record Sharing(Map<SourceId, Integer> versions, int keysCut) {
        public Sharing {
            versions = Map.copyOf(versions);
        }
    }

    /**
     * Who brought a version.
     *
     * @param isMessage whether its facility sent it; not so of one that a clerk or the population database made of another
     */
    record Origin(String username, String clientId, String requestId, boolean isMessage) {
        public Origin(String username, String clientId, String requestId) {
            this(username, clientId, requestId, true);
        }
    }

    /** A person without its values. */
    record PersonRow(EnterpriseId id, Instant createdAt, Optional<EnterpriseId> supersededBy) {}

    /**
     * A person and its records.
     *
     * @param sources by id; none of a person that was superseded
     */
    record Membership(PersonRow person, List<SourceRecord> sources) {
        public Membership {
            sources = List.copyOf(sources);
        }
    }

    /** A page of persons. */
    record Page(int total, List<EnterpriseId> persons) {}
}
