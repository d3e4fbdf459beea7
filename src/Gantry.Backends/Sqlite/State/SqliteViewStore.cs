using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Archive;
using Gantry.Archive.Query;
using Gantry.Archive.Views;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>Views in the state database; what cannot be read is an error, never a wider view.</summary>
public sealed class SqliteViewStore(StateDatabase database) : IViewStore
{
    private const string Columns = "name, conditions, sources, created_at, changed_at";

    public IReadOnlyList<ArchiveView> List() => database.Read(c => c.Query($"SELECT {Columns} FROM view ORDER BY name", ReadView));

    public ArchiveView? Find(string name) => database.Read(c => FindIn(c, name));

    public ArchiveView Put(ArchiveView view) => database.Write(c =>
    {
        c.Execute(
            $"""
            INSERT INTO view ({Columns}) VALUES ($name, $conditions, $sources, $created, $changed)
            ON CONFLICT(name) DO UPDATE SET conditions=$conditions, sources=$sources, changed_at=$changed
            """,
            ("$name", view.Name), ("$conditions", JsonSerializer.Serialize([.. view.Conditions], ViewJson.Default.AttributeConditionArray)), ("$sources", string.Join('\\', view.Sources)),
            ("$created", view.CreatedAt), ("$changed", view.ChangedAt));
        return FindIn(c, view.Name)!;
    });

    public bool Remove(string name) => database.Write(c => c.Execute("DELETE FROM view WHERE name = $name", ("$name", name)) == 1);

    private static ArchiveView? FindIn(SqliteConnection connection, string name) =>
        connection.Query($"SELECT {Columns} FROM view WHERE name = $name", ReadView, ("$name", name)).SingleOrDefault();

    private static ArchiveView ReadView(SqliteDataReader row) => new()
    {
        Name = row.GetString(0),
        Conditions = JsonSerializer.Deserialize(row.GetString(1), ViewJson.Default.AttributeConditionArray) ?? throw new StateException("a view is empty"),
        Sources = row.GetString(2).Split('\\', StringSplitOptions.RemoveEmptyEntries),
        CreatedAt = row.Time(3),
        ChangedAt = row.Time(4),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AttributeCondition[]))]
internal sealed partial class ViewJson : JsonSerializerContext;
