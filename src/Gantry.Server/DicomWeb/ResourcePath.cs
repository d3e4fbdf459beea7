using Gantry.Dicom;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb;

/// <summary>The study, series and instance that a request's path names, as identifiers that are safe to use (PS3.18 10.1).</summary>
public readonly record struct ResourcePath(StudyUid? Study, SeriesUid? Series, InstanceUid? Instance)
{
    /// <summary>Reads the route values <c>study</c>, <c>series</c> and <c>instance</c>; the problem names the one that is not a UID.</summary>
    public static Problem? Read(HttpRequest request, out ResourcePath path)
    {
        path = default;
        StudyUid? study = null;
        SeriesUid? series = null;
        InstanceUid? instance = null;
        if (request.RouteValues["study"] is string studyText)
        {
            if (!StudyUid.TryParse(studyText, out StudyUid uid))
            {
                return NotAUid("study", "Study Instance UID (0020,000D)");
            }

            study = uid;
        }

        if (request.RouteValues["series"] is string seriesText)
        {
            if (!SeriesUid.TryParse(seriesText, out SeriesUid uid))
            {
                return NotAUid("series", "Series Instance UID (0020,000E)");
            }

            series = uid;
        }

        if (request.RouteValues["instance"] is string instanceText)
        {
            if (!InstanceUid.TryParse(instanceText, out InstanceUid uid))
            {
                return NotAUid("instance", "SOP Instance UID (0008,0018)");
            }

            instance = uid;
        }

        path = new ResourcePath(study, series, instance);
        return null;
    }

    /// <summary>The path in words, for problem details.</summary>
    public override string ToString() =>
        Instance is not null ? $"instance {Instance} of series {Series} of study {Study}"
        : Series is not null ? $"series {Series} of study {Study}"
        : $"study {Study}";

    private static Problem NotAUid(string segment, string attribute) =>
        Problem.BadRequest($"The path's {segment} is not a {attribute}: 1 to 64 digits and dots, beginning with a digit (PS3.5 9.1).");
}
