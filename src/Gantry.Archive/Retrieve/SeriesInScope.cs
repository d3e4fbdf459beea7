using Gantry.Archive.Query;
using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Retrieve;

/// <summary>Asks the index which series are in a scope; the last answer is kept, as neighbours are of one series.</summary>
public sealed class SeriesInScope(IQueryEngine queries, ViewScope scope)
{
    private const int PageSize = 500;
    private (StudyUid Study, SeriesUid Series, bool IsIn)? last;

    public async ValueTask<bool> ContainsAsync(InstanceIdentity instance, CancellationToken cancellationToken)
    {
        if (last is not { } known || known.Study != instance.Study || known.Series != instance.Series)
        {
            long count = await queries.CountAsync(Ask(instance.Study, instance.Series), 1, cancellationToken).ConfigureAwait(false);
            last = known = (instance.Study, instance.Series, count > 0);
        }

        return known.IsIn;
    }

    /// <summary>The series of a study that are in it; where one is named, only that.</summary>
    public async ValueTask<IReadOnlyList<SeriesUid>> ListAsync(StudyUid study, SeriesUid? only, CancellationToken cancellationToken)
    {
        List<SeriesUid> found = [];
        for (bool hasMore = true; hasMore;)
        {
            QueryResult page = await queries.QueryAsync(Ask(study, only) with { Offset = found.Count, Limit = PageSize }, cancellationToken).ConfigureAwait(false);
            foreach (Dataset match in page.Matches)
            {
                found.Add(SeriesUid.Parse(match.GetString(Tags.SeriesInstanceUID)!));
            }

            hasMore = page.HasMore;
        }

        return found;
    }

    private QueryRequest Ask(StudyUid study, SeriesUid? series) => new()
    {
        Level = QueryLevel.Series,
        Keys = series is { } one ? [Key(Tags.StudyInstanceUID, study.Value), Key(Tags.SeriesInstanceUID, one.Value)] : [Key(Tags.StudyInstanceUID, study.Value)],
        ReturnsDefaults = false,
        Scope = scope,
    };

    private static QueryKey Key(DicomTag tag, string value) => new(tag, new KeyMatch.AnyOf([value]));
}
