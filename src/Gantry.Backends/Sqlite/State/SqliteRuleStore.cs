using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Archive;
using Gantry.Archive.Jobs;
using Gantry.Archive.Rules;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>Rules of a kind in the state database: a table of rules, whose first columns are name, definition (JSON) and cursor, and beside it, with _failure behind its name, one of failures.</summary>
public abstract class SqliteRuleStore<TRule, TState> : IRuleStore<TRule, TState>
{
    private readonly StateDatabase database;
    private readonly string table;
    private readonly JsonTypeInfo<TRule> json;
    private readonly string[] columns;
    private readonly string selected;

    /// <param name="database">The state database.</param>
    /// <param name="table">Of the rules.</param>
    /// <param name="json">How a rule is written.</param>
    /// <param name="columns">Of a rule's state, behind the cursor.</param>
    private protected SqliteRuleStore(StateDatabase database, string table, JsonTypeInfo<TRule> json, params string[] columns)
    {
        (this.database, this.table, this.json, this.columns) = (database, table, json, columns);
        selected = $"SELECT definition, cursor, {string.Join(", ", columns)} FROM {table}";
    }

    /// <summary>What an UPDATE sets where a rule is to go on at once.</summary>
    private protected abstract string Resumed { get; }

    public IReadOnlyList<(TRule Rule, TState State)> List() => Read(c => c.Query($"{selected} ORDER BY name", ReadRule));

    public (TRule Rule, TState State)? Find(string name) => Read<(TRule, TState)?>(c => c.Query($"{selected} WHERE name=$name", ReadRule, ("$name", name)) is [var found] ? found : null);

    public void Put(TRule rule, long cursor) => Write(c => c.Execute(
        $"""
        INSERT INTO {table} (name, definition, cursor, {string.Join(", ", columns)}) VALUES ($name, $definition, $cursor, {string.Join(", ", columns.Select(n => "$" + n))})
        ON CONFLICT(name) DO UPDATE SET definition=$definition, {Resumed}
        """,
        [("$name", NameOf(rule)), ("$definition", JsonSerializer.Serialize(rule, json)), .. Parameters(Initial(cursor))]));

    public virtual bool Remove(string name) => Write(c =>
    {
        c.Execute($"DELETE FROM {table}_failure WHERE rule=$name", ("$name", name));
        return c.Execute($"DELETE FROM {table} WHERE name=$name", ("$name", name)) == 1;
    });

    public void Save(string name, TState state) => Write(c => c.Execute(
        $"UPDATE {table} SET cursor=$cursor, {string.Join(", ", columns.Select(n => $"{n}=${n}"))} WHERE name=$name", [("$name", name), .. Parameters(state)]));

    public void AddFailure(RuleFailure failure) => Write(c => c.Execute(
        $"INSERT OR REPLACE INTO {table}_failure (rule, instance, study, reason, at, retry) VALUES ($rule, $instance, $study, $reason, $at, $retry)",
        ("$rule", failure.Rule), ("$instance", failure.Instance), ("$study", failure.Study), ("$reason", failure.Reason), ("$at", failure.At), ("$retry", failure.IsToBeRetried)));

    public void RemoveRetried(string rule, string instance) =>
        Write(c => c.Execute($"DELETE FROM {table}_failure WHERE rule=$rule AND instance=$instance AND retry=1", ("$rule", rule), ("$instance", instance)));

    public IReadOnlyList<RuleFailure> Failures(string rule, int limit, bool onlyToRetry = false) => Read(c => c.Query(
        $"SELECT rule, instance, study, reason, at, retry FROM {table}_failure WHERE rule=$rule {(onlyToRetry ? "AND retry=1" : "")} ORDER BY at LIMIT $limit",
        r => new RuleFailure(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.Time(4), r.GetBoolean(5)),
        ("$rule", rule), ("$limit", limit)));

    public long CountFailures(string rule) => Read(c => c.Query($"SELECT COUNT(*) FROM {table}_failure WHERE rule=$rule", r => r.GetInt64(0), ("$rule", rule)).Single());

    public int Retry(string rule) => Write(c =>
    {
        c.Execute($"UPDATE {table} SET {Resumed} WHERE name=$rule", ("$rule", rule));
        return c.Execute($"UPDATE {table}_failure SET retry=1 WHERE rule=$rule", ("$rule", rule));
    });

    private protected abstract string NameOf(TRule rule);

    private protected abstract TState Initial(long cursor);

    /// <summary>The cursor, and of each column its value, in their order.</summary>
    private protected abstract (long Cursor, object?[] Values) ValuesOf(TState state);

    private protected abstract TState ReadState(long cursor, SqliteDataReader row, int first);

    private protected T Read<T>(Func<SqliteConnection, T> work) => Guard(() => database.Read(work));

    private protected T Write<T>(Func<SqliteConnection, T> work) => Guard(() => database.Write(work));

    private (string Name, object? Value)[] Parameters(TState state)
    {
        (long cursor, object?[] values) = ValuesOf(state);
        return [("$cursor", cursor), .. columns.Zip(values, (column, value) => ("$" + column, value))];
    }

    private (TRule Rule, TState State) ReadRule(SqliteDataReader row) =>
        (JsonSerializer.Deserialize(row.GetString(0), json) ?? throw new StateException("a rule is empty"), ReadState(row.GetInt64(1), row, 2));

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
