namespace Gantry.Archive.Query;

/// <summary>Answers queries from the index: one planner and one truth for every way in.</summary>
public interface IQueryEngine
{
    ValueTask<QueryResult> QueryAsync(QueryRequest request, CancellationToken cancellationToken);

    /// <summary>How many match; counting stops at <paramref name="atMost"/>.</summary>
    ValueTask<long> CountAsync(QueryRequest request, long atMost, CancellationToken cancellationToken);
}
