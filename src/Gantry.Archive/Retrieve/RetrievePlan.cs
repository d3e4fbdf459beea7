using System.Runtime.CompilerServices;
using Gantry.Archive.Index;

namespace Gantry.Archive.Retrieve;

/// <summary>The instances that a retrieval sends, study by study.</summary>
public sealed class RetrievePlan
{
    private readonly IInstanceCatalog catalog;
    private readonly IReadOnlyList<RetrievePart> parts;

    internal RetrievePlan(IInstanceCatalog catalog, IReadOnlyList<RetrievePart> parts, long count) => (this.catalog, this.parts, Count) = (catalog, parts, count);

    /// <summary>Instances, as they were counted.</summary>
    public long Count { get; }

    /// <summary>The instances, in runs of a study or series each. What was stored or deleted since they were counted may make a difference.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StoredInstance>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (RetrievePart part in parts)
        {
            yield return part.Instances ?? await catalog.ListAsync(part.Study, part.Series, null, cancellationToken).ConfigureAwait(false);
        }
    }
}
