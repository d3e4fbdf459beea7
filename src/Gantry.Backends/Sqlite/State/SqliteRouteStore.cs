using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Archive;
using Gantry.Archive.Jobs;
using Gantry.Archive.Routing;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>Routing rules, how far they are, and what was refused, in the state database.</summary>
public sealed class SqliteRouteStore(StateDatabase database) : IRouteStore
{
    private const string Columns = "definition, cursor, forwarded, attempts, next_at, error";

    public IReadOnlyList<(Route Route, RouteState State)> List() => Read(c => c.Query($"SELECT {Columns} FROM route ORDER BY name", ReadRoute));

    public (Route Route, RouteState State)? Find(string name) => Read<(Route, RouteState)?>(c => c.Query($"SELECT {Columns} FROM route WHERE name=$name", ReadRoute, ("$name", name)) is [var found] ? found : null);

    public void Put(Route route, long cursor) => Write(c => c.Execute(
        """
        INSERT INTO route (name, definition, cursor, forwarded, attempts, next_at) VALUES ($name, $definition, $cursor, 0, 0, 0)
        ON CONFLICT(name) DO UPDATE SET definition=$definition, attempts=0, next_at=0
        """,
        ("$name", route.Name), ("$definition", JsonSerializer.Serialize(route, RouteJson.Default.Route)), ("$cursor", cursor)));

    public bool Remove(string name) => Write(c =>
    {
        c.Execute("DELETE FROM route_failure WHERE route=$name", ("$name", name));
        return c.Execute("DELETE FROM route WHERE name=$name", ("$name", name)) == 1;
    });

    public void Save(string name, RouteState state) => Write(c => c.Execute(
        "UPDATE route SET cursor=$cursor, forwarded=$forwarded, attempts=$attempts, next_at=$next, error=$error WHERE name=$name",
        ("$cursor", state.Cursor), ("$forwarded", state.Forwarded), ("$attempts", state.Attempts), ("$next", state.NextAt), ("$error", state.Error), ("$name", name)));

    public void AddFailure(RouteFailure failure) => Write(c => c.Execute(
        "INSERT OR REPLACE INTO route_failure (route, instance, study, reason, at, retry) VALUES ($route, $instance, $study, $reason, $at, $retry)",
        ("$route", failure.Route), ("$instance", failure.Instance), ("$study", failure.Study), ("$reason", failure.Reason), ("$at", failure.At), ("$retry", failure.IsToBeRetried)));

    public void RemoveFailure(string route, string instance) =>
        Write(c => c.Execute("DELETE FROM route_failure WHERE route=$route AND instance=$instance", ("$route", route), ("$instance", instance)));

    public IReadOnlyList<RouteFailure> Failures(string route, int limit) => Failures(route, limit, "");

    public long CountFailures(string route) => Read(c => c.Query("SELECT COUNT(*) FROM route_failure WHERE route=$route", r => r.GetInt64(0), ("$route", route)).Single());

    public int Retry(string route) => Write(c =>
    {
        c.Execute("UPDATE route SET attempts=0, next_at=0 WHERE name=$route", ("$route", route));
        return c.Execute("UPDATE route_failure SET retry=1 WHERE route=$route", ("$route", route));
    });

    public IReadOnlyList<RouteFailure> ToRetry(string route, int limit) => Failures(route, limit, "AND retry=1");

    private List<RouteFailure> Failures(string route, int limit, string condition) => Read(c => c.Query(
        $"SELECT route, instance, study, reason, at, retry FROM route_failure WHERE route=$route {condition} ORDER BY at LIMIT $limit",
        r => new RouteFailure(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.Time(4), r.GetBoolean(5)),
        ("$route", route), ("$limit", limit)));

    private static (Route Route, RouteState State) ReadRoute(SqliteDataReader row) => (
        JsonSerializer.Deserialize(row.GetString(0), RouteJson.Default.Route) ?? throw new StateException("a rule is empty"),
        new RouteState(row.GetInt64(1), row.GetInt64(2), row.GetInt32(3), row.Time(4), row.TextOrNull(5)));

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
[JsonSerializable(typeof(Route))]
internal sealed partial class RouteJson : JsonSerializerContext;
