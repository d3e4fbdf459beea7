using Gantry.Archive.Query;
using Gantry.Dicom.Dictionary;

namespace Gantry.Server.Admin;

/// <summary>Looks up what people call studies by, of those that the archive holds.</summary>
public sealed class StudyNames(IQueryEngine engine)
{
    private const int AtATime = 200;

    internal async Task<IReadOnlyDictionary<string, StudyName>> FindAsync(IEnumerable<string> uids, CancellationToken cancellationToken)
    {
        Dictionary<string, StudyName> found = new(StringComparer.Ordinal);
        foreach (string[] some in uids.Distinct(StringComparer.Ordinal).Chunk(AtATime))
        {
            QueryRequest request = new()
            {
                Level = QueryLevel.Study,
                Keys = [new QueryKey(Tags.StudyInstanceUID, new KeyMatch.AnyOf(some))],
                Include = [Tags.StudyDescription, Tags.NumberOfStudyRelatedInstances],
                Limit = AtATime,
            };
            foreach (var study in (await engine.QueryAsync(request, cancellationToken).ConfigureAwait(false)).Matches)
            {
                string uid = study.GetString(Tags.StudyInstanceUID) ?? "";
                found[uid] = new StudyName(
                    uid, study.GetString(Tags.PatientName), study.GetString(Tags.StudyDate), study.GetString(Tags.StudyDescription), study.GetInteger(Tags.NumberOfStudyRelatedInstances) ?? 0);
            }
        }

        return found;
    }
}
