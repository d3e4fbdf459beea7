using System.Text.Json.Serialization;
using Gantry.Archive.Compression;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>Compression rules, how far they are, what they left as it is, and what failed, in the state database.</summary>
public sealed class SqliteCompressionStore(StateDatabase database)
    : SqliteRuleStore<CompressionRule, CompressionState>(
        database, "compression", CompressionJson.Default.CompressionRule, "compressed", "left_alone", "bytes_before", "bytes_after", "error"), ICompressionStore
{
    private const int MaxReasons = 100;

    private protected override string Resumed => "error=NULL";

    public override bool Remove(string name)
    {
        Write(c => c.Execute("DELETE FROM compression_left WHERE rule=$name", ("$name", name)));
        return base.Remove(name);
    }

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

    private protected override string NameOf(CompressionRule rule) => rule.Name;

    private protected override CompressionState Initial(long cursor) => new(cursor, 0, 0, 0, 0, null);

    private protected override (long Cursor, object?[] Values) ValuesOf(CompressionState state) =>
        (state.Cursor, [state.Compressed, state.Left, state.BytesBefore, state.BytesAfter, state.Error]);

    private protected override CompressionState ReadState(long cursor, SqliteDataReader row, int first) =>
        new(cursor, row.GetInt64(first), row.GetInt64(first + 1), row.GetInt64(first + 2), row.GetInt64(first + 3), row.TextOrNull(first + 4));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompressionRule))]
internal sealed partial class CompressionJson : JsonSerializerContext;
