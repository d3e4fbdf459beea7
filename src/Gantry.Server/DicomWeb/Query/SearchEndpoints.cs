using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Query;

/// <summary>QIDO-RS (PS3.18 10.6): the archive's query engine answers; here its question is read and its answer dressed.</summary>
internal sealed class SearchEndpoints(IQueryEngine engine, DicomWebOptions options)
{
    public Task StudiesAsync(HttpContext context) => SearchAsync(context, QueryLevel.Study);

    public Task SeriesAsync(HttpContext context) => SearchAsync(context, QueryLevel.Series);

    public Task InstancesAsync(HttpContext context) => SearchAsync(context, QueryLevel.Instance);

    private async Task SearchAsync(HttpContext context, QueryLevel level)
    {
        HttpRequest request = context.Request;
        Problem? problem = ResourcePath.Read(request, out ResourcePath path);
        SearchRequest? search = problem is null ? SearchRequestReader.Read(request.Query, level, path, options, out problem) : null;
        Representation form = DatasetPayload.Json;
        problem ??= Accepts(request, out form);
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        QueryResult result = search!.Query.Limit == 0
            ? new QueryResult([], false, [])
            : await engine.QueryAsync(search.Query, context.RequestAborted).ConfigureAwait(false);
        Warn(context.Response, search, result);
        ServiceAddress address = ServiceAddress.Of(request, options);
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Headers.Vary = "Accept";
        // No match is 200 with an empty array rather than 204: both are allowed (PS3.18 table 10.6.3-1), and a payload that parses is what clients expect.
        await DatasetPayload.WriteAsync(context, result.Matches.Select(match => Dress(match, level, search, address)), form, isArray: true).ConfigureAwait(false);
    }

    private static Problem? Accepts(HttpRequest request, out Representation form)
    {
        form = DatasetPayload.Json;
        if (!AcceptList.TryRead(request, out AcceptList accept, out string wrong))
        {
            return Problem.BadRequest($"{wrong} is not a list of media types.");
        }

        if (accept.Choose(DatasetPayload.ListForms) is not { } choice)
        {
            return Problem.NotAcceptable($"Results can be sent as {Retrieve.Forms.Describe(DatasetPayload.ListForms)}.");
        }

        form = choice;
        return null;
    }

    private static void Warn(HttpResponse response, SearchRequest search, QueryResult result)
    {
        if (result.UnsupportedKeys.Count > 0)
        {
            IEnumerable<string> names = result.UnsupportedKeys.Select(tag => DicomDictionary.KeywordOf(tag) ?? tag.ToString());
            WarningHeader.Append(response, $"These attributes are not indexed and were not used for matching: {string.Join(", ", names)}");
        }

        if (result.HasMore)
        {
            WarningHeader.Append(response, $"There are more results; ask for them with offset={search.Query.Offset + result.Matches.Count}");
        }
    }

    /// <summary>Adds what the archive does not hold: where the match can be retrieved (0008,1190), that it can be at once (0008,0056), and required attributes that are empty.</summary>
    private static Dataset Dress(Dataset match, QueryLevel level, SearchRequest search, ServiceAddress address)
    {
        string study = match.GetString(Tags.StudyInstanceUID) ?? "";
        string series = level == QueryLevel.Study ? "" : match.GetString(Tags.SeriesInstanceUID) ?? "";
        match.Set(Tags.RetrieveURL, level switch
        {
            QueryLevel.Study => address.Study(study),
            QueryLevel.Series => address.Series(study, series),
            _ => address.Instance(study, series, match.GetString(Tags.SOPInstanceUID) ?? ""),
        });
        match.Set(Tags.InstanceAvailability, "ONLINE");
        foreach (DicomTag tag in search.Required)
        {
            if (!match.Contains(tag))
            {
                match.Add(new Element { Tag = tag, Vr = DicomDictionary.VrOf(tag) });
            }
        }

        return match;
    }
}
