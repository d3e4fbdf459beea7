using Gantry.Archive;
using Gantry.Archive.Audit;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Security;
using Gantry.BackendTests.Index;
using Gantry.Backends.Sqlite.State;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Testing.Archive;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Gantry.BackendTests.Corrections;

public sealed class SqliteCorrectionStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-corrections-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_member_is_there_after_the_file_was_closed()
    {
        CorrectionTarget instance = CorrectionTarget.Of(StudyUid.Parse("1.2"), SeriesUid.Parse("1.2.1"), InstanceUid.Parse("1.2.1.1"));
        Correction[] all = [Of(instance), Of(CorrectionTarget.Of(new PatientIdentity("P=1", "ÄHR"))) with { Reason = CorrectionReason.Coerce }, Of(CorrectionTarget.Of(StudyUid.Parse("1.2"))), Undo(1)];
        using (StateDatabase first = Open())
        {
            SqliteCorrectionStore store = new(first);
            Assert.Equal(0, store.Latest);
            Assert.Equal([1L, 2, 3, 4], all.Select(c => store.Append(c)!.Number));
        }

        using StateDatabase second = Open();
        SqliteCorrectionStore again = new(second);
        Assert.Equal(4, again.Latest);
        IReadOnlyList<Correction> read = again.Read(0, 10);
        foreach ((Correction given, Correction found) in all.Zip(read))
        {
            Assert.Equal(CorrectionForm.Write(given), CorrectionForm.Write(found));
            Assert.Equal(given.Target, found.Target);
        }

        Assert.Equal([3L, 4], again.Read(2, 10).Select(c => c.Number));
        Assert.Equal([1L, 3, 4], again.ReadOf(StudyUid.Parse("1.2"), null).Select(c => c.Number));
        Assert.Equal([2L], again.ReadOf(null, new PatientIdentity("P=1", "ÄHR")).Select(c => c.Number));
        Assert.Empty(again.ReadOf(null, new PatientIdentity("P=1")));
        Assert.Equal([1L, 4], again.ReadAll([1]).Select(c => c.Number));
    }

    [Fact]
    public void One_is_undone_once_and_none_is_ever_changed()
    {
        using StateDatabase database = Open();
        SqliteCorrectionStore store = new(database);
        store.Append(Of(CorrectionTarget.Of(StudyUid.Parse("1.2"))));
        Assert.NotNull(store.Append(Undo(1)));
        Assert.Null(store.Append(Undo(1)));
        using SqliteConnection other = new($"Data Source={Path.Combine(folder, "state.db")};Pooling=false");
        other.Open();
        foreach (string sql in (string[])["UPDATE correction SET body='{}'", "DELETE FROM correction"])
        {
            using SqliteCommand command = other.CreateCommand();
            command.CommandText = sql;
            Assert.Throws<SqliteException>(() => command.ExecuteNonQuery());
        }
    }

    [Fact]
    public async Task The_service_shows_what_another_process_has_added_and_forgets_what_an_older_copy_lacks()
    {
        using StateDatabase database = Open();
        using SqliteIndexUnderTest subject = new();
        EntryBuilder entries = new();
        subject.Index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.PatientID, "A"))], []);
        SqliteCorrectionStore store = new(database);
        MemoryAuditLog audit = new();
        CorrectionService server = new(store, subject.Index.Corrected, audit, TimeProvider.System);
        CorrectionService command = new(store, index: null, audit, TimeProvider.System);
        Assert.IsType<CorrectionOutcome.Done>(await command.MakeAsync(Of(CorrectionTarget.Of(StudyUid.Parse("1.2"))), Caller.CommandLine, default));
        Assert.Equal((0, 1, 0), (subject.Index.Corrected.Latest, server.CatchUp(), server.CatchUp()));
        Assert.NotNull(subject.Index.Find(InstanceUid.Parse("1.2.1.1"))!.Corrections);
        Assert.Equal(AuditKind.Corrected, audit.Read(0, 10).Single().Event.Kind);
        Assert.DoesNotContain("B^A", audit.Read(0, 10).Single().Event.Detail, StringComparison.Ordinal);

        File.Delete(Path.Combine(folder, "older.db"));
        using StateDatabase older = StateDatabase.Open(Path.Combine(folder, "older.db"));
        Assert.Equal(0, new CorrectionService(new SqliteCorrectionStore(older), subject.Index.Corrected, audit, TimeProvider.System).CatchUp());
        Assert.Null(subject.Index.Find(InstanceUid.Parse("1.2.1.1"))!.Corrections);
        Assert.IsType<CorrectionOutcome.Unknown>(await server.UndoAsync(77, "why", Caller.CommandLine, default));
        Assert.IsType<CorrectionOutcome.Refused>(await server.UndoAsync(1, " ", Caller.CommandLine, default));
    }

    private static Correction Of(CorrectionTarget target) => new()
    {
        Target = target,
        Changes = [new AttributeChange(Tags.PatientName, ["B^A"]), new AttributeChange(Tags.PatientSex, null), new AttributeChange(Tags.PatientBirthDate, [])],
        At = DateTimeOffset.FromUnixTimeMilliseconds(5_000),
        By = "admin",
        Why = "wrong \"person\"",
    };

    private static Correction Undo(long number) => new() { At = DateTimeOffset.FromUnixTimeMilliseconds(6_000), By = "admin", Why = "right after all", Undoes = number };

    private StateDatabase Open() => StateDatabase.Open(Path.Combine(folder, "state.db"));
}
