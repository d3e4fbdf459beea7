using Gantry.Archive;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>The tables, by the versions in which they came; PRAGMA user_version says how far a file is.</summary>
internal static class StateSchema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE account (
            name TEXT PRIMARY KEY COLLATE NOCASE,
            role INTEGER NOT NULL,
            password_hash TEXT NOT NULL,
            must_change INTEGER NOT NULL,
            disabled INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            locked_until INTEGER,
            created_at INTEGER NOT NULL,
            last_sign_in INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE token (
            secret TEXT PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL COLLATE NOCASE REFERENCES account(name),
            name TEXT NOT NULL,
            scopes INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            revoked_at INTEGER,
            last_used INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE session (
            secret TEXT PRIMARY KEY,
            account TEXT NOT NULL COLLATE NOCASE REFERENCES account(name),
            csrf TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            last_seen INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX session_account ON session(account);
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            actor TEXT,
            address TEXT,
            subject TEXT,
            detail TEXT
        );
        CREATE TRIGGER audit_is_final_1 BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stream is append-only'); END;
        CREATE TRIGGER audit_is_final_2 BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stream is append-only'); END;
        """,
        """
        CREATE TABLE peer (
            name TEXT PRIMARY KEY COLLATE NOCASE,
            ae_title TEXT NOT NULL UNIQUE,
            host TEXT NOT NULL,
            port INTEGER NOT NULL,
            tls INTEGER NOT NULL,
            certificate TEXT,
            any_address INTEGER NOT NULL,
            character_set TEXT,
            transfer_syntaxes TEXT NOT NULL,
            rights INTEGER NOT NULL,
            disabled INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,
        """
        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            arguments TEXT NOT NULL,
            state INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            total INTEGER NOT NULL,
            completed INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            warnings INTEGER NOT NULL,
            marker TEXT,
            next_at INTEGER NOT NULL,
            error TEXT,
            by_whom TEXT,
            created_at INTEGER NOT NULL,
            started_at INTEGER,
            ended_at INTEGER
        );
        CREATE INDEX job_due ON job(state, next_at);
        CREATE TABLE job_event (number INTEGER PRIMARY KEY, job INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE INDEX job_event_job ON job_event(job);
        CREATE TABLE route (
            name TEXT PRIMARY KEY COLLATE NOCASE,
            definition TEXT NOT NULL,
            cursor INTEGER NOT NULL,
            forwarded INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            next_at INTEGER NOT NULL,
            error TEXT
        ) WITHOUT ROWID;
        CREATE TABLE route_failure (
            route TEXT NOT NULL COLLATE NOCASE,
            instance TEXT NOT NULL,
            study TEXT NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (route, instance)
        ) WITHOUT ROWID;
        """,
        """
        ALTER TABLE route_failure ADD COLUMN retry INTEGER NOT NULL DEFAULT 0;
        """,
        """
        CREATE TABLE view (
            name TEXT PRIMARY KEY COLLATE NOCASE,
            conditions TEXT NOT NULL,
            sources TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        ALTER TABLE peer ADD COLUMN views TEXT NOT NULL DEFAULT '';
        """,
        """
        CREATE TABLE compression (
            name TEXT PRIMARY KEY COLLATE NOCASE,
            definition TEXT NOT NULL,
            cursor INTEGER NOT NULL,
            compressed INTEGER NOT NULL,
            left_alone INTEGER NOT NULL,
            bytes_before INTEGER NOT NULL,
            bytes_after INTEGER NOT NULL,
            error TEXT
        ) WITHOUT ROWID;
        CREATE TABLE compression_failure (
            rule TEXT NOT NULL COLLATE NOCASE,
            instance TEXT NOT NULL,
            study TEXT NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            retry INTEGER NOT NULL,
            PRIMARY KEY (rule, instance)
        ) WITHOUT ROWID;
        """,
        """
        CREATE TABLE compression_left (
            rule TEXT NOT NULL COLLATE NOCASE,
            reason TEXT NOT NULL,
            count INTEGER NOT NULL,
            last TEXT NOT NULL,
            PRIMARY KEY (rule, reason)
        ) WITHOUT ROWID;
        """,
        """
        CREATE TABLE correction (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            study TEXT,
            patient TEXT,
            undoes INTEGER UNIQUE REFERENCES correction(number),
            body TEXT NOT NULL
        );
        CREATE INDEX correction_study ON correction(study);
        CREATE INDEX correction_patient ON correction(patient);
        CREATE TRIGGER correction_is_final_1 BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, 'the history of corrections is append-only'); END;
        CREATE TRIGGER correction_is_final_2 BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'the history of corrections is append-only'); END;
        """,
        """
        ALTER TABLE route_failure RENAME COLUMN route TO rule;
        """,
    ];

    public static void Apply(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        int version = Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (version > Steps.Length)
        {
            throw new StateException($"{connection.DataSource} was written by a newer version of Gantry");
        }

        for (; version < Steps.Length; version++)
        {
            command.CommandText = $"{Steps[version]} PRAGMA user_version = {version + 1};";
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
