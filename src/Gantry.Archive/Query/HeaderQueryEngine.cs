using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>
/// Adds to an index's answers what only the stored instances know: attributes that were asked for by tag, and at instance level everything when all was asked for. One header is read
/// for a match, of a study or series that of its first instance; large binary values are left to retrieval.
/// </summary>
public sealed class HeaderQueryEngine(IQueryEngine index, IInstanceCatalog catalog, IObjectReader objects) : IQueryEngine
{
    /// <summary>Headers read for one answer; the matches past it have what the index holds.</summary>
    private const int MaxHeaders = 5000;

    private readonly HeaderReader headers = new(objects);

    public async ValueTask<QueryResult> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        QueryResult result = await index.QueryAsync(request, cancellationToken).ConfigureAwait(false);
        DicomTag[] wanted = [.. request.Include.Where(IsOnlyInHeaders)];
        bool wantsAll = request is { IncludeAll: true, Level: QueryLevel.Instance };
        if (request.Level != QueryLevel.Patient && (wantsAll || wanted.Length > 0))
        {
            foreach (Dataset match in result.Matches.Take(MaxHeaders))
            {
                await AddAsync(request, match, wantsAll ? null : wanted, cancellationToken).ConfigureAwait(false);
            }
        }

        return result;
    }

    public ValueTask<long> CountAsync(QueryRequest request, long atMost, CancellationToken cancellationToken) => index.CountAsync(request, atMost, cancellationToken);

    private static bool IsOnlyInHeaders(DicomTag tag) =>
        QueryAttributes.Find(tag) is null && !tag.IsGroupLength && tag != Tags.SpecificCharacterSet && tag != Tags.InstanceAvailability && tag != Tags.RetrieveURL
        && tag != Tags.RetrieveAETitle && tag != Tags.QueryRetrieveLevel && !QueryAttributes.InSequence(tag).Any();

    private async ValueTask AddAsync(QueryRequest request, Dataset match, DicomTag[]? wanted, CancellationToken cancellationToken)
    {
        if (await FirstAsync(request, match, cancellationToken).ConfigureAwait(false) is not { } instance)
        {
            return;
        }

        Dataset header;
        try
        {
            header = await headers.ReadAsync(instance, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException)
        {
            // What the index holds is still a true answer.
            return;
        }

        foreach (Element element in wanted is null ? header : header.Where(e => wanted.Contains(e.Tag)))
        {
            if (!match.Contains(element.Tag))
            {
                Utf8Copy.Add(element, header, match);
            }
        }
    }

    private async ValueTask<StoredInstance?> FirstAsync(QueryRequest request, Dataset match, CancellationToken cancellationToken)
    {
        if (request.Level == QueryLevel.Instance)
        {
            return InstanceUid.TryParse(match.GetString(Tags.SOPInstanceUID), out InstanceUid instance)
                ? await catalog.FindAsync(instance, cancellationToken).ConfigureAwait(false)
                : null;
        }

        if (!StudyUid.TryParse(match.GetString(Tags.StudyInstanceUID), out StudyUid study))
        {
            return null;
        }

        Dataset? ofSeries = match;
        if (request is { Level: QueryLevel.Study, Scope.IsByStudy: false })
        {
            QueryRequest first = new() { Level = QueryLevel.Series, Keys = [new QueryKey(Tags.StudyInstanceUID, new KeyMatch.AnyOf([study.Value]))], ReturnsDefaults = false, Scope = request.Scope, Limit = 1 };
            ofSeries = (await index.QueryAsync(first, cancellationToken).ConfigureAwait(false)).Matches is [var one, ..] ? one : null;
        }

        SeriesUid? series = SeriesUid.TryParse(ofSeries?.GetString(Tags.SeriesInstanceUID), out SeriesUid uid) ? uid : null;
        IReadOnlyList<StoredInstance> instances = await catalog.ListAsync(study, series, null, cancellationToken).ConfigureAwait(false);
        return instances.Count > 0 ? instances[0] : null;
    }
}
