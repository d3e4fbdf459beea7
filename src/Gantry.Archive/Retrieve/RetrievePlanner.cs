using System.Runtime.CompilerServices;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Retrieve;

/// <summary>Finds the instances of a <see cref="RetrieveRequest"/> and counts them.</summary>
public sealed class RetrievePlanner(IQueryEngine queries, IInstanceCatalog catalog)
{
    /// <summary>Of larger retrievals the lists are read again when their turn comes, so that a patient of a million instances costs no memory.</summary>
    private const int MaxKept = 20_000;

    private const int PageSize = 500;

    /// <exception cref="IndexException">The index cannot be read.</exception>
    public async ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken cancellationToken)
    {
        if (request.Instances.Count > 0)
        {
            IReadOnlyList<StoredInstance> found = await FindAsync(request, cancellationToken).ConfigureAwait(false);
            return new RetrievePlan(catalog, [new RetrievePart(default, null, found)], found.Count);
        }

        List<RetrievePart> parts = [];
        long count = 0;
        await foreach ((StudyUid study, SeriesUid? series) in VisiblePartsAsync(request, cancellationToken).ConfigureAwait(false))
        {
            IReadOnlyList<StoredInstance> instances = await catalog.ListAsync(study, series, null, cancellationToken).ConfigureAwait(false);
            if (instances.Count > 0)
            {
                count += instances.Count;
                parts.Add(new RetrievePart(study, series, count <= MaxKept ? instances : null));
            }
        }

        return new RetrievePlan(catalog, parts, count);
    }

    /// <summary>With a scope, series by series, those in it.</summary>
    private async IAsyncEnumerable<(StudyUid Study, SeriesUid? Series)> VisiblePartsAsync(RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SeriesInScope? scope = request.Scope is { } given ? new SeriesInScope(queries, given) : null;
        await foreach ((StudyUid study, SeriesUid? series) in PartsAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (scope is null)
            {
                yield return (study, series);
                continue;
            }

            foreach (SeriesUid visible in await scope.ListAsync(study, series, cancellationToken).ConfigureAwait(false))
            {
                yield return (study, visible);
            }
        }
    }

    private async ValueTask<IReadOnlyList<StoredInstance>> FindAsync(RetrieveRequest request, CancellationToken cancellationToken)
    {
        List<StoredInstance> found = [];
        Dictionary<StudyUid, bool> ofPatient = [];
        SeriesInScope? scope = request.Scope is { } given ? new SeriesInScope(queries, given) : null;
        foreach (InstanceUid uid in request.Instances.Distinct())
        {
            if (await catalog.FindAsync(uid, cancellationToken).ConfigureAwait(false) is not { } instance
                || (request.Studies.Count > 0 && !request.Studies.Contains(instance.Identity.Study))
                || (request.Series.Count > 0 && !request.Series.Contains(instance.Identity.Series))
                || (scope is not null && !await scope.ContainsAsync(instance.Identity, cancellationToken).ConfigureAwait(false)))
            {
                continue;
            }

            if (request.PatientId is { } patient)
            {
                StudyUid study = instance.Identity.Study;
                if (!ofPatient.TryGetValue(study, out bool fits))
                {
                    ofPatient[study] = fits = await queries.CountAsync(new QueryRequest { Level = QueryLevel.Study, Keys = [Patient(patient), Key(Tags.StudyInstanceUID, study.Value)] }, 1, cancellationToken).ConfigureAwait(false) > 0;
                }

                if (!fits)
                {
                    continue;
                }
            }

            found.Add(instance);
        }

        return found;
    }

    private async IAsyncEnumerable<(StudyUid Study, SeriesUid? Series)> PartsAsync(RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request is { PatientId: null, Series.Count: 0 } || request is { PatientId: null, Studies.Count: 1 })
        {
            // Named in full: the index need not be searched.
            foreach (StudyUid study in request.Studies.Distinct())
            {
                foreach (SeriesUid? series in request.Series.Count > 0 ? request.Series.Distinct().Select(s => (SeriesUid?)s) : [null])
                {
                    yield return (study, series);
                }
            }

            yield break;
        }

        List<QueryKey> keys = [];
        if (request.PatientId is { } patient)
        {
            keys.Add(Patient(patient));
        }

        if (request.Studies.Count > 0)
        {
            keys.Add(new QueryKey(Tags.StudyInstanceUID, new KeyMatch.AnyOf([.. request.Studies.Select(s => s.Value)])));
        }

        bool bySeries = request.Series.Count > 0;
        if (bySeries)
        {
            keys.Add(new QueryKey(Tags.SeriesInstanceUID, new KeyMatch.AnyOf([.. request.Series.Select(s => s.Value)])));
        }

        QueryRequest query = new() { Level = bySeries ? QueryLevel.Series : QueryLevel.Study, Keys = keys, Include = [Tags.StudyInstanceUID, Tags.SeriesInstanceUID], Limit = PageSize };
        for (bool hasMore = true; hasMore;)
        {
            QueryResult page = await queries.QueryAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (Dataset match in page.Matches)
            {
                SeriesUid series = default;
                if (StudyUid.TryParse(match.GetString(Tags.StudyInstanceUID), out StudyUid study) && (!bySeries || SeriesUid.TryParse(match.GetString(Tags.SeriesInstanceUID), out series)))
                {
                    yield return (study, bySeries ? series : null);
                }
            }

            hasMore = page.HasMore;
            query = query with { Offset = query.Offset + page.Matches.Count };
        }
    }

    private static QueryKey Patient(string id) => Key(Tags.PatientID, id);

    private static QueryKey Key(DicomTag tag, string value) => new(tag, new KeyMatch.AnyOf([value]));
}
