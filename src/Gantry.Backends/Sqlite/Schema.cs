using Gantry.Archive.Index;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// The tables of <c>index.db</c>. A row's attributes are a bag (<see cref="AttributeBag"/>); columns beside it exist only to be searched or counted.
/// A migration is never changed once released: what comes later is appended.
/// </summary>
internal static class Schema
{
    private const string Initial = """
        CREATE TABLE setting(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

        -- UIDs of SOP classes and transfer syntaxes, and sources: few texts that many rows name.
        CREATE TABLE term(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

        CREATE TABLE segment(id INTEGER PRIMARY KEY, store TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(name, store));
        CREATE TABLE mark(segment TEXT PRIMARY KEY, indexed_to INTEGER NOT NULL, is_sealed INTEGER NOT NULL) WITHOUT ROWID;

        -- identity: 'I' Patient ID, unit separator, issuer; or 'S' and the study where there is no Patient ID.
        CREATE TABLE patient(id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, name_key TEXT NOT NULL, bag BLOB NOT NULL);
        CREATE INDEX patient_by_name ON patient(name_key);

        -- recency: day and second of the study (StudyRecency), by which lists are sorted.
        CREATE TABLE study(id INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, patient INTEGER NOT NULL, recency INTEGER NOT NULL, name_key TEXT NOT NULL,
            patient_id TEXT, accession TEXT, description TEXT, series_count INTEGER NOT NULL, instance_count INTEGER NOT NULL, modalities TEXT NOT NULL, change INTEGER NOT NULL, bag BLOB NOT NULL);
        CREATE INDEX study_by_patient ON study(patient);
        CREATE INDEX study_by_recency ON study(recency);
        CREATE INDEX study_by_name ON study(name_key);
        CREATE INDEX study_by_patient_id ON study(patient_id);
        CREATE INDEX study_by_accession ON study(accession);
        CREATE INDEX study_by_description ON study(description);
        CREATE TABLE study_modality(modality TEXT NOT NULL, recency INTEGER NOT NULL, study INTEGER NOT NULL, PRIMARY KEY(modality, recency, study)) WITHOUT ROWID;

        -- Ideographic and phonetic groups of names (PS3.5 6.2), so that these too are found by their beginning; owner 1 is a patient, 2 a study.
        CREATE TABLE name_group(name_key TEXT NOT NULL, owner INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(name_key, owner, id)) WITHOUT ROWID;

        -- Words for the study list's one box; rowid is recency and study, so that matches come newest first. Contentless: the words are made from the row.
        CREATE VIRTUAL TABLE study_word USING fts5(words, content='', contentless_delete=1, detail=none, prefix='1 2 3 4',
            tokenize="ascii tokenchars '!""#$%&()*+,-./:;<=>?@[\]^_`{|}~'");

        CREATE TABLE series(id INTEGER PRIMARY KEY, uid BLOB NOT NULL, study INTEGER NOT NULL, number INTEGER, instance_count INTEGER NOT NULL, change INTEGER NOT NULL,
            bag BLOB NOT NULL, UNIQUE(uid, study));
        CREATE INDEX series_by_study ON series(study);
        CREATE TABLE series_class(series INTEGER NOT NULL, class INTEGER NOT NULL, PRIMARY KEY(series, class)) WITHOUT ROWID;

        -- id is the number of the change that stored it, so a row is its own entry in the feed and numbers are never used again.
        CREATE TABLE instance(id INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, series INTEGER NOT NULL, number INTEGER, class INTEGER NOT NULL, syntax INTEGER NOT NULL,
            segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, dataset_length INTEGER NOT NULL, crc INTEGER NOT NULL, dataset_crc INTEGER NOT NULL,
            received_at INTEGER NOT NULL, source INTEGER NOT NULL, frames BLOB, bag BLOB NOT NULL);
        CREATE INDEX instance_by_series ON instance(series);
        CREATE INDEX instance_by_place ON instance(segment, offset);

        -- Bytes kept beside an instance whose UID they share, until a person decides.
        CREATE TABLE conflict(id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, crc INTEGER NOT NULL,
            study TEXT NOT NULL, series TEXT NOT NULL, instance TEXT NOT NULL, received_at INTEGER NOT NULL, source INTEGER NOT NULL, UNIQUE(segment, offset));

        -- The feed but for stored instances, which are told by their own rows.
        CREATE TABLE change(number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, at INTEGER NOT NULL, study TEXT NOT NULL, series TEXT, instance TEXT, by TEXT);
        """;

    // generation and change are null for what is as it was received. superseded: places whose bytes a later generation has replaced, until they are freed.
    private const string Generations = """
        ALTER TABLE instance ADD COLUMN generation INTEGER;
        ALTER TABLE instance ADD COLUMN change INTEGER;
        CREATE TABLE superseded(segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, instance BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(segment, offset)) WITHOUT ROWID;
        CREATE INDEX superseded_by_time ON superseded(at);
        CREATE INDEX superseded_by_instance ON superseded(instance);
        """;

    // correction: what the state database's history says, so that rows and what they show are one transaction; study or patient is what it is of, undone the number of what undoes it.
    // original: the bags of rows that show something else than was received. study.corrections: numbers in force, joined by commas; study.corrected: the change that last set them.
    private const string Corrections = """
        CREATE TABLE correction(number INTEGER PRIMARY KEY, study BLOB, patient TEXT, undone INTEGER, body TEXT NOT NULL);
        CREATE INDEX correction_by_study ON correction(study) WHERE study IS NOT NULL;
        CREATE INDEX correction_by_patient ON correction(patient, number) WHERE patient IS NOT NULL;
        CREATE TABLE correction_study(correction INTEGER NOT NULL, study INTEGER NOT NULL, PRIMARY KEY(correction, study)) WITHOUT ROWID;
        CREATE INDEX correction_study_by_study ON correction_study(study);
        CREATE TABLE original(level INTEGER NOT NULL, id INTEGER NOT NULL, bag BLOB NOT NULL, PRIMARY KEY(level, id)) WITHOUT ROWID;
        ALTER TABLE study ADD COLUMN corrections TEXT;
        ALTER TABLE study ADD COLUMN corrected INTEGER;
        """;

    private static readonly Action<Connection>[] Migrations =
    [
        db => db.Execute(Initial),
        db =>
        {
            db.Execute("DROP TABLE study_word");
            db.Execute(SearchTables.Create);
            SearchTables.Fill(db);
        },
        db => db.Execute(Generations),
        db =>
        {
            db.Execute(PatientTrigrams.Create);
            PatientTrigrams.Fill(db);
        },
        db => db.Execute(Corrections),
    ];

    public static int Version => Migrations.Length;

    /// <summary>Brings a database to this version, each step in its own transaction. A database of a later version is refused.</summary>
    public static void Migrate(Connection connection)
    {
        long version = connection.Scalar("PRAGMA user_version");
        if (version > Version)
        {
            throw new IndexException($"The index has version {version}; this program knows {Version}. Use the newer program.", isTransient: false);
        }

        for (; version < Version; version++)
        {
            connection.Execute("BEGIN IMMEDIATE");
            try
            {
                Migrations[version](connection);
                connection.Execute($"PRAGMA user_version={version + 1}");
                connection.Execute("COMMIT");
            }
            catch
            {
                if (!connection.IsAutocommit)
                {
                    connection.Execute("ROLLBACK");
                }

                throw;
            }
        }
    }
}
