using Gantry.Archive;
using Gantry.Archive.Jobs;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>Jobs and their history in the state database.</summary>
public sealed class SqliteJobStore(StateDatabase database) : IJobStore
{
    private const string Columns = "id, kind, subject, arguments, state, attempts, total, completed, failed, warnings, marker, next_at, error, by_whom, created_at, started_at, ended_at";

    public long Add(Job job) => Write(c =>
    {
        long id = c.Query(
            """
            INSERT INTO job (kind, subject, arguments, state, attempts, total, completed, failed, warnings, next_at, by_whom, created_at)
            VALUES ($kind, $subject, $arguments, $state, 0, 0, 0, 0, 0, $next, $by, $created) RETURNING id
            """,
            r => r.GetInt64(0),
            ("$kind", job.Kind), ("$subject", job.Subject), ("$arguments", job.Arguments), ("$state", JobState.Queued), ("$next", job.NextAt), ("$by", job.By), ("$created", job.CreatedAt)).Single();
        Note(c, id, job.CreatedAt, job.By is null ? "made" : $"made by {job.By}");
        return id;
    });

    public Job? Find(long id) => Read(c => FindIn(c, id));

    public IReadOnlyList<Job> List(JobState? state, string? kind, long before, int limit) => Read(c => c.Query(
        $"SELECT {Columns} FROM job WHERE ($state IS NULL OR state=$state) AND ($kind IS NULL OR kind=$kind) AND ($before=0 OR id<$before) ORDER BY id DESC LIMIT $limit",
        ReadJob,
        ("$state", state is { } s ? (long)s : null), ("$kind", kind), ("$before", before), ("$limit", limit)));

    public IReadOnlyList<JobEvent> History(long id) => Read(c => c.Query("SELECT at, text FROM job_event WHERE job=$id ORDER BY number", r => new JobEvent(r.Time(0), r.GetString(1)), ("$id", id)));

    public Job? Take(DateTimeOffset now)
    {
        // Most often nothing is due: that is known without a write lock.
        if (NextDue() is not { } due || due > now)
        {
            return null;
        }

        return Write(c => c.Query(
            $"""
            UPDATE job SET state=$running, attempts=attempts+1, started_at=$now, ended_at=NULL
            WHERE id=(SELECT id FROM job WHERE state=$queued AND next_at<=$now ORDER BY next_at, id LIMIT 1) RETURNING {Columns}
            """,
            ReadJob,
            ("$running", JobState.Running), ("$queued", JobState.Queued), ("$now", now)).SingleOrDefault());
    }

    public bool Report(long id, JobCounts counts, string? marker) => Write(c => c.Execute(
        "UPDATE job SET total=$total, completed=$completed, failed=$failed, warnings=$warnings, marker=$marker WHERE id=$id AND state=$running",
        ("$total", counts.Total), ("$completed", counts.Completed), ("$failed", counts.Failed), ("$warnings", counts.Warnings), ("$marker", marker), ("$id", id), ("$running", JobState.Running)) == 1);

    public void Finish(long id, JobState state, DateTimeOffset nextAt, string? error, DateTimeOffset now) => Write(c =>
    {
        int changed = c.Execute(
            "UPDATE job SET state=$state, next_at=$next, error=$error, ended_at=$ended WHERE id=$id AND state=$running",
            ("$state", state), ("$next", nextAt), ("$error", error), ("$ended", state == JobState.Queued ? null : now), ("$id", id), ("$running", JobState.Running));
        if (changed == 1)
        {
            Note(c, id, now, state switch { JobState.Done => "done", JobState.Failed => $"given up: {error}", _ => $"tried, again at {nextAt:u}: {error}" });
        }

        return changed;
    });

    public bool Conclude(long id, JobState state, JobCounts counts, string? error, DateTimeOffset now) => Write(c =>
    {
        int changed = c.Execute(
            "UPDATE job SET state=$state, total=$total, completed=$completed, failed=$failed, warnings=$warnings, error=$error, ended_at=$now WHERE id=$id AND state IN ($queued, $running)",
            ("$state", state), ("$total", counts.Total), ("$completed", counts.Completed), ("$failed", counts.Failed), ("$warnings", counts.Warnings), ("$error", error), ("$now", now), ("$id", id),
            ("$queued", JobState.Queued), ("$running", JobState.Running));
        if (changed == 1)
        {
            Note(c, id, now, state == JobState.Done ? "done" : $"given up: {error}");
        }

        return changed == 1;
    });

    public Job? Change(long id, JobState to, DateTimeOffset now, string by) => Write(c =>
    {
        int changed = to == JobState.Canceled
            ? c.Execute("UPDATE job SET state=$to, ended_at=$now WHERE id=$id AND state IN ($queued, $running)", ("$to", to), ("$now", now), ("$id", id), ("$queued", JobState.Queued), ("$running", JobState.Running))
            : c.Execute(
                "UPDATE job SET state=$to, attempts=0, next_at=$now, ended_at=NULL WHERE id=$id AND state IN ($queued, $failed, $canceled)",
                ("$to", to), ("$now", now), ("$id", id), ("$queued", JobState.Queued), ("$failed", JobState.Failed), ("$canceled", JobState.Canceled));
        if (changed == 0)
        {
            return null;
        }

        Note(c, id, now, to == JobState.Canceled ? $"cancelled by {by}" : $"to be tried again, by {by}");
        return FindIn(c, id);
    });

    public int Requeue(DateTimeOffset now) => Write(c =>
    {
        foreach (long id in c.Query("UPDATE job SET state=$queued, next_at=$now WHERE state=$running RETURNING id", r => r.GetInt64(0), ("$queued", JobState.Queued), ("$now", now), ("$running", JobState.Running)))
        {
            Note(c, id, now, "interrupted by the server's end");
        }

        return 0;
    });

    public int Prune(DateTimeOffset before) => Write(c =>
    {
        c.Execute("DELETE FROM job_event WHERE job IN (SELECT id FROM job WHERE ended_at<$before)", ("$before", before));
        return c.Execute("DELETE FROM job WHERE ended_at<$before", ("$before", before));
    });

    public DateTimeOffset? NextDue() => Read(c => c.Query("SELECT MIN(next_at) FROM job WHERE state=$queued", r => r.TimeOrNull(0), ("$queued", JobState.Queued)).Single());

    private static Job? FindIn(SqliteConnection connection, long id) => connection.Query($"SELECT {Columns} FROM job WHERE id=$id", ReadJob, ("$id", id)).SingleOrDefault();

    private static void Note(SqliteConnection connection, long id, DateTimeOffset at, string text) =>
        connection.Execute("INSERT INTO job_event (job, at, text) VALUES ($id, $at, $text)", ("$id", id), ("$at", at), ("$text", text));

    private T Read<T>(Func<SqliteConnection, T> work) => Guard(() => database.Read(work));

    private T Write<T>(Func<SqliteConnection, T> work) => Guard(() => database.Write(work));

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (StateException failed)
        {
            throw new JobStoreException(failed.Message, failed);
        }
    }

    private static Job ReadJob(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Kind = row.GetString(1),
        Subject = row.GetString(2),
        Arguments = row.GetString(3),
        State = (JobState)row.GetInt32(4),
        Attempts = row.GetInt32(5),
        Counts = new JobCounts(row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)),
        Marker = row.TextOrNull(10),
        NextAt = row.Time(11),
        Error = row.TextOrNull(12),
        By = row.TextOrNull(13),
        CreatedAt = row.Time(14),
        StartedAt = row.TimeOrNull(15),
        EndedAt = row.TimeOrNull(16),
    };
}
