using Gantry.Archive.Query;
using Gantry.Dicom.Datasets;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// Queries in SQLite: an index finds candidates in the order asked for, the matching rules decide on each, and reading ends with the page. So the rules are the
/// same for every backend, and SQL only has to find enough.
/// </summary>
public sealed class SqliteQueryEngine(SqliteIndexFile file) : IQueryEngine
{
    public ValueTask<QueryResult> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        QueryPlan plan = QueryPlanner.Plan(request);
        return file.Readers.ReadAsync(db => Read(db, plan, cancellationToken), cancellationToken);
    }

    public ValueTask<long> CountAsync(QueryRequest request, long atMost, CancellationToken cancellationToken)
    {
        QueryPlan plan = QueryPlanner.Plan(request);
        return file.Readers.ReadAsync(db => Count(db, plan, atMost, cancellationToken), cancellationToken);
    }

    private static QueryResult Read(Connection db, QueryPlan plan, CancellationToken cancellationToken)
    {
        List<Dataset> matches = [];
        bool hasMore = false;
        using Candidates candidates = new(db, plan);
        long skip = candidates.SkipsOffset ? 0 : plan.Offset;
        while (candidates.MoveNext(cancellationToken))
        {
            if (skip > 0)
            {
                skip--;
                continue;
            }

            if (matches.Count == plan.Limit)
            {
                hasMore = true;
                break;
            }

            matches.Add(MatchDataset.Build(plan.Returned, candidates.Value));
        }

        return new QueryResult(matches, hasMore, plan.UnsupportedKeys);
    }

    private static long Count(Connection db, QueryPlan plan, long atMost, CancellationToken cancellationToken)
    {
        if (plan.Keys.Count == 0 && plan.Terms.Count == 0 && plan.Scope is null)
        {
            return Math.Min(atMost, db.Scalar(plan.Level switch
            {
                QueryLevel.Patient => "SELECT count(*) FROM patient",
                QueryLevel.Study => "SELECT count(*) FROM study",
                QueryLevel.Series => "SELECT count(*) FROM series",
                _ => "SELECT count(*) FROM instance",
            }));
        }

        if (plan.Keys.Count == 0 && plan.Scope is null && plan.Level == QueryLevel.Study && SearchTables.Covers(plan.Terms))
        {
            // Each row of the words is a study: they need not be looked at.
            Statement found = db.Prepare("SELECT count(*) FROM (SELECT 1 FROM study_word WHERE study_word MATCH ?1 LIMIT ?2)").Bind(1, SearchTables.WordsQuery(plan.Terms)).Bind(2, atMost);
            found.Step();
            long words = found.Int64(0);
            found.Reset();
            return words;
        }

        long count = 0;
        using Candidates candidates = new(db, plan with { Order = [], Offset = 0, Limit = (int)Math.Min(atMost, int.MaxValue) });
        while (count < atMost && candidates.MoveNext(cancellationToken))
        {
            count++;
        }

        return count;
    }
}
