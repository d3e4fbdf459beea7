using Gantry.Archive.Changes;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Web.Studies;

/// <summary>GET /api/studies: one page of the study list.</summary>
internal static class StudyListEndpoint
{
    private const int MaxLimit = 500;
    private const int MaxQueryLength = 200;
    private const long CountAtMost = 2_000_000;

    private static readonly Dictionary<string, DicomTag[]> Sorts = new(StringComparer.Ordinal)
    {
        ["date"] = [Tags.StudyDate, Tags.StudyTime],
        ["patient"] = [Tags.PatientName],
        ["id"] = [Tags.PatientId],
        ["birthDate"] = [Tags.PatientBirthDate],
        ["description"] = [Tags.StudyDescription],
        ["accession"] = [Tags.AccessionNumber],
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/studies", ListAsync).RequireAuthorization(Policies.Read).WithName("ListStudies").WithTags("Workstation");

    private static async Task<Results<JsonHttpResult<StudyPage>, ProblemHttpResult>> ListAsync(
        HttpContext context, IQueryEngine engine, IChangeFeed feed, CancellationToken cancellationToken,
        string? q = null, string sort = "date", string? dir = null, int offset = 0, int limit = 100, bool total = true)
    {
        if (!Sorts.TryGetValue(sort, out DicomTag[]? tags))
        {
            return TypedResults.Problem($"'{sort}' is not a column to sort by.", statusCode: 400);
        }

        if (dir is not (null or "asc" or "desc") || offset < 0 || limit is < 1 or > MaxLimit || q?.Length > MaxQueryLength)
        {
            return TypedResults.Problem($"dir is asc or desc, offset from 0, limit 1 to {MaxLimit}, q at most {MaxQueryLength} characters.", statusCode: 400);
        }

        bool descending = dir is null ? sort == "date" : dir == "desc";
        long change = feed.Latest;
        QueryRequest request = new()
        {
            Level = QueryLevel.Study,
            FreeText = string.IsNullOrWhiteSpace(q) ? null : q,
            Order = [.. tags.Select(tag => new QueryOrder(tag, descending))],
            Offset = offset,
            Limit = limit,
            Include =
            [
                Tags.StudyDescription, Tags.PatientBirthDate, Tags.PatientSex, Tags.ModalitiesInStudy, Tags.ReferringPhysicianName,
                Tags.NumberOfStudyRelatedSeries, Tags.NumberOfStudyRelatedInstances,
            ],
        };
        QueryResult result = await engine.QueryAsync(request, cancellationToken);
        long? count = null;
        if (total)
        {
            // A first page that is the last one has counted itself.
            count = result.HasMore || offset > 0
                ? await engine.CountAsync(request with { Offset = 0 }, CountAtMost, cancellationToken)
                : result.Matches.Count;
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new StudyPage(count, count is null or < CountAtMost, change, result.HasMore, [.. result.Matches.Select(StudyRow.From)]),
            WebJson.Default.StudyPage);
    }
}
