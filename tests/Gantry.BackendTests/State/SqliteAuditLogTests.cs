using Gantry.Archive;
using Gantry.Archive.Audit;
using Gantry.Backends.Sqlite.State;
using Gantry.Testing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Gantry.BackendTests.State;

public sealed class SqliteAuditLogTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-audit-");

    private string DatabasePath => Path.Combine(folder.FullName, "state.db");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_could_not_be_written_is_written_when_it_can_be()
    {
        using StateDatabase database = StateDatabase.Open(DatabasePath);
        await using SqliteAuditLog log = new(database, TimeProvider.System);
        await log.AppendAsync(new AuditEvent(AuditKind.SignIn, "anna", null), CancellationToken.None);
        Run("ALTER TABLE audit RENAME TO gone");
        for (int i = 0; i < 1000; i++)
        {
            await log.PostAsync(new AuditEvent(AuditKind.StudyRead, "anna", null, $"1.2.{i}"), CancellationToken.None);
        }

        await Assert.ThrowsAsync<StateException>(async () => await log.AppendAsync(new AuditEvent(AuditKind.Deleted, "anna", null), CancellationToken.None));
        Run("ALTER TABLE gone RENAME TO audit");
        await log.AppendAsync(new AuditEvent(AuditKind.SignOut, "anna", null), CancellationToken.None);
        Assert.True(Eventually.Is(() => log.Read(0, 2000).Count == 1002), $"{log.Read(0, 2000).Count}");
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"1.2.{i}"), log.Read(0, 2000).Where(r => r.Event.Kind == AuditKind.StudyRead).Select(r => r.Event.Subject).Reverse());
        Assert.DoesNotContain(log.Read(0, 2000), r => r.Event.Kind is AuditKind.Deleted or AuditKind.AuditLost);
    }

    [Fact]
    public async Task What_was_too_much_to_keep_is_counted()
    {
        using StateDatabase database = StateDatabase.Open(DatabasePath);
        await using (SqliteAuditLog log = new(database, TimeProvider.System))
        {
            Run("ALTER TABLE audit RENAME TO gone");
            for (int i = 0; i < 20_500; i++)
            {
                await log.PostAsync(new AuditEvent(AuditKind.StudyRead, "anna", null, "1.2"), CancellationToken.None);
            }

            // Answered when all before it has been tried.
            await Assert.ThrowsAsync<StateException>(async () => await log.AppendAsync(new AuditEvent(AuditKind.Deleted, "anna", null), CancellationToken.None));
            Run("ALTER TABLE gone RENAME TO audit");
        }

        await using SqliteAuditLog again = new(database, TimeProvider.System);
        IReadOnlyList<AuditRecord> all = again.Read(0, 30_000);
        Assert.Equal(20_000, all.Count(r => r.Event.Kind == AuditKind.StudyRead));
        Assert.Equal("500 events", Assert.Single(all, r => r.Event.Kind == AuditKind.AuditLost).Event.Detail);
    }

    private void Run(string sql)
    {
        using SqliteConnection connection = new($"Data Source={DatabasePath};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
