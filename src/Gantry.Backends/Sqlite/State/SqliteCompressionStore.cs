using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Archive;
using Gantry.Archive.Compression;
using Gantry.Archive.Jobs;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>Compression rules, how far they are, and what failed, in the state database.</summary>
public sealed class SqliteCompressionStore(StateDatabase database) : ICompressionStore
{
    private const int MaxReasons = 100;
    private const string Columns = "definition, cursor, compressed, left_alone, bytes_before, bytes_after, error";

    public IReadOnlyList<(CompressionRule Rule, CompressionState State)> List() => Read(c => c.Query($"SELECT {Columns} FROM compression ORDER BY name", ReadRule));

    public (CompressionRule Rule, CompressionState State)? Find(string name) =>
        Read<(CompressionRule, CompressionState)?>(c => c.Query($"SELECT {Columns} FROM compression WHERE name=$name", ReadRule, ("$name", name)) is [var found] ? found : null);

    public void Put(CompressionRule rule, long cursor) => Write(c => c.Execute(
        """
        INSERT INTO compression (name, definition, cursor, compressed, left_alone, bytes_before, bytes_after) VALUES ($name, $definition, $cursor, 0, 0, 0, 0)
        ON CONFLICT(name) DO UPDATE SET definition=$definition, error=NULL
        """,
        ("$name", rule.Name), ("$definition", JsonSerializer.Serialize(rule, CompressionJson.Default.CompressionRule)), ("$cursor", cursor)));

    public bool Remove(string name) => Write(c =>
    {
        c.Execute("DELETE FROM compression_failure WHERE rule=$name", ("$name", name));
        c.Execute("DELETE FROM compression_left WHERE rule=$name", ("$name", name));
        return c.Execute("DELETE FROM compression WHERE name=$name", ("$name", name)) == 1;
    });

    public void Save(string name, CompressionState state) => Write(c => c.Execute(
        "UPDATE compression SET cursor=$cursor, compressed=$compressed, left_alone=$left, bytes_before=$before, bytes_after=$after, error=$error WHERE name=$name",
        ("$cursor", state.Cursor), ("$compressed", state.Compressed), ("$left", state.Left), ("$before", state.BytesBefore), ("$after", state.BytesAfter), ("$error", state.Error), ("$name", name)));

    public void AddLeft(string rule, CompressionLeft left) => Write(c =>
    {
        const string Add = "UPDATE compression_left SET count=count+$count, last=$last WHERE rule=$rule AND reason=$reason";
        if (c.Execute(Add, ("$count", left.Count), ("$last", left.Last), ("$rule", rule), ("$reason", left.Reason)) == 0)
        {
            bool isFull = c.Query("SELECT COUNT(*) FROM compression_left WHERE rule=$rule", r => r.GetInt64(0), ("$rule", rule)).Single() >= MaxReasons;
            c.Execute(
                """
                INSERT INTO compression_left (rule, reason, count, last) VALUES ($rule, $reason, $count, $last)
                ON CONFLICT(rule, reason) DO UPDATE SET count=count+$count, last=$last
                """,
                ("$rule", rule), ("$reason", isFull ? "Other reasons." : left.Reason), ("$count", left.Count), ("$last", left.Last));
        }

        return true;
    });

    public IReadOnlyList<CompressionLeft> Left(string rule) => Read(c => c.Query(
        "SELECT reason, count, last FROM compression_left WHERE rule=$rule ORDER BY count DESC, reason", r => new CompressionLeft(r.GetString(0), r.GetInt64(1), r.GetString(2)), ("$rule", rule)));

    public void AddFailure(CompressionFailure failure) => Write(c => c.Execute(
        "INSERT OR REPLACE INTO compression_failure (rule, instance, study, reason, at, retry) VALUES ($rule, $instance, $study, $reason, $at, $retry)",
        ("$rule", failure.Rule), ("$instance", failure.Instance), ("$study", failure.Study), ("$reason", failure.Reason), ("$at", failure.At), ("$retry", failure.IsToBeRetried)));

    public void RemoveFailure(string rule, string instance) =>
        Write(c => c.Execute("DELETE FROM compression_failure WHERE rule=$rule AND instance=$instance", ("$rule", rule), ("$instance", instance)));

    public IReadOnlyList<CompressionFailure> Failures(string rule, int limit, bool onlyToRetry = false) => Read(c => c.Query(
        $"SELECT rule, instance, study, reason, at, retry FROM compression_failure WHERE rule=$rule {(onlyToRetry ? "AND retry=1" : "")} ORDER BY at LIMIT $limit",
        r => new CompressionFailure(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.Time(4), r.GetBoolean(5)),
        ("$rule", rule), ("$limit", limit)));

    public long CountFailures(string rule) => Read(c => c.Query("SELECT COUNT(*) FROM compression_failure WHERE rule=$rule", r => r.GetInt64(0), ("$rule", rule)).Single());

    public int Retry(string rule) => Write(c =>
    {
        c.Execute("UPDATE compression SET error=NULL WHERE name=$rule", ("$rule", rule));
        return c.Execute("UPDATE compression_failure SET retry=1 WHERE rule=$rule", ("$rule", rule));
    });

    private static (CompressionRule Rule, CompressionState State) ReadRule(SqliteDataReader row) => (
        JsonSerializer.Deserialize(row.GetString(0), CompressionJson.Default.CompressionRule) ?? throw new StateException("a rule is empty"),
        new CompressionState(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.TextOrNull(6)));

    private T Read<T>(Func<SqliteConnection, T> work) => Guard(() => database.Read(work));

    private T Write<T>(Func<SqliteConnection, T> work) => Guard(() => database.Write(work));

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failed) when (failed is StateException or JsonException)
        {
            throw new JobStoreException(failed.Message, failed);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompressionRule))]
internal sealed partial class CompressionJson : JsonSerializerContext;
