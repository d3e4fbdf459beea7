using System.Text.Json.Serialization;
using Gantry.Archive.Routing;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>Routing rules, how far they are, and what was refused, in the state database.</summary>
public sealed class SqliteRouteStore(StateDatabase database)
    : SqliteRuleStore<Route, RouteState>(database, "route", RouteJson.Default.Route, "forwarded", "attempts", "next_at", "error")
{
    private protected override string Resumed => "attempts=0, next_at=0";

    private protected override string NameOf(Route rule) => rule.Name;

    private protected override RouteState Initial(long cursor) => new(cursor, 0, 0, DateTimeOffset.UnixEpoch, null);

    private protected override (long Cursor, object?[] Values) ValuesOf(RouteState state) => (state.Cursor, [state.Forwarded, state.Attempts, state.NextAt, state.Error]);

    private protected override RouteState ReadState(long cursor, SqliteDataReader row, int first) => new(cursor, row.GetInt64(first), row.GetInt32(first + 1), row.Time(first + 2), row.TextOrNull(first + 3));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Route))]
internal sealed partial class RouteJson : JsonSerializerContext;
