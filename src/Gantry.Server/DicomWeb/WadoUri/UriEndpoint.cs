using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Imaging;
using Gantry.Imaging.Grey;
using Gantry.Imaging.Rendering;
using Gantry.Server.DicomWeb.Negotiation;
using Gantry.Server.DicomWeb.Pixels;
using Gantry.Server.DicomWeb.Rendered;
using Gantry.Server.DicomWeb.Retrieve;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.WadoUri;

/// <summary>The URI service (WADO-URI, PS3.18 9): one instance by query parameters, as a DICOM file or as a picture.</summary>
internal sealed class UriEndpoint(IInstanceCatalog catalog, RetrieveEndpoints retrieve, InstanceTranscoder transcoder, PictureMaker maker, AccessAudit audit)
{
    public async Task AnswerAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        StoredInstance? instance = null;
        Problem? problem = Mandatory(query, out StudyUid study, out SeriesUid series, out InstanceUid uid);
        if (problem is null)
        {
            instance = await catalog.FindAsync(uid, context.RequestAborted).ConfigureAwait(false);
            problem = instance?.Identity.Study == study && instance.Identity.Series == series ? null : Problem.NotFound($"There is no instance {uid} in series {series} of study {study}.");
        }

        Representation form = null!;
        problem ??= Choose(context.Request, instance!, out form);
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await audit.ReadAsync(context, study).ConfigureAwait(false);
        await (form.MediaType == Forms.Dicom ? retrieve.SendOneAsync(context, instance!, form) : SendPictureAsync(context, instance!, form)).ConfigureAwait(false);
    }

    private async Task SendPictureAsync(HttpContext context, StoredInstance instance, Representation form)
    {
        IQueryCollection query = context.Request.Query;
        int frame = 1;
        RenderedRequest request = RenderedRequest.Default;
        Problem? problem = query["frameNumber"] is [{ } number, ..] && !(int.TryParse(number, out frame) && frame > 0)
            ? Problem.BadRequest($"frameNumber={number} is not a number from 1.")
            : Read(query, out request);
        if (problem is null && query["presentationUID"] is [{ } state, ..])
        {
            StoredInstance? presentation = InstanceUid.TryParse(state, out InstanceUid uid) ? await catalog.FindAsync(uid, context.RequestAborted).ConfigureAwait(false) : null;
            bool isOfSeries = query["presentationSeriesUID"] is not [{ } of, ..] || presentation?.Identity.Series.Value == of;
            problem = presentation?.Identity.Study == instance.Identity.Study && isOfSeries ? null : Problem.NotFound($"There is no presentation state {state} in the study.");
            request = request with { Presentation = presentation };
        }

        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        if (EntityTag.IsNotModified(context, EntityTag.Of([instance], $"{form.MediaType} {context.Request.QueryString}", isStrong: true)))
        {
            return;
        }

        (ImagingError? error, ReadOnlyMemory<byte> picture) = await maker.MakeAsync(instance, frame, request, form.MediaType, context.RequestAborted).ConfigureAwait(false);
        if (error is not null)
        {
            await RenderedEndpoints.Refused(error).WriteAsync(context).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = form.MediaType;
        context.Response.ContentLength = picture.Length;
        await context.Response.BodyWriter.WriteAsync(picture, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>requestType and the three UIDs (table 9.1.2-1). Identifying information cannot be taken out here: who asks for that gets nothing.</summary>
    private static Problem? Mandatory(IQueryCollection query, out StudyUid study, out SeriesUid series, out InstanceUid instance)
    {
        study = default;
        series = default;
        instance = default;
        return query["requestType"] is not ["WADO"] ? Problem.BadRequest("requestType is not WADO (PS3.18 9.1.2.1.1).")
            : !StudyUid.TryParse(query["studyUID"], out study) ? Problem.BadRequest("studyUID is not a UID.")
            : !SeriesUid.TryParse(query["seriesUID"], out series) ? Problem.BadRequest("seriesUID is not a UID.")
            : !InstanceUid.TryParse(query["objectUID"], out instance) ? Problem.BadRequest("objectUID is not a UID.")
            : query["anonymize"] is ["yes"] ? Problem.NotAcceptable("Instances are not de-identified on the way out.")
            : null;
    }

    /// <summary>
    /// contentType first, then the Accept header. A picture of one frame is image/jpeg by default, everything else application/dicom; transferSyntax, else explicit VR little endian,
    /// is the file's (9.4.1.2.3).
    /// </summary>
    private Problem? Choose(HttpRequest request, StoredInstance instance, out Representation form)
    {
        string? syntax = request.Query["transferSyntax"] is [{ } named, ..] ? named : null;
        bool isPicture = instance.Frames is { Count: 1 };
        List<Representation> files = [.. Forms.OfInstance(instance, transcoder).Where(f => !f.IsMultipart && (syntax is null ? f.IsDefaultSyntax : f.TransferSyntax == syntax))];
        form = files is [var first, ..] ? first : null!;
        if (files.Count == 0)
        {
            return Problem.NotAcceptable($"Instance {instance.Identity.Instance} cannot be sent in transfer syntax '{syntax}'.");
        }

        Representation file = form with { IsDefaultSyntax = true };
        Representation[] pictures = PictureMaker.IsShown(instance) ? [new("image/jpeg"), new("image/png")] : [];
        Representation[] offers = isPicture ? [.. pictures, file] : [file, .. pictures];
        string? wanted = request.Query["contentType"] is [{ } type, ..] ? type : request.Headers.Accept.Count > 0 ? request.Headers.Accept.ToString() : null;
        if (wanted is null)
        {
            form = offers[0];
            return null;
        }

        if (AcceptList.Parse(wanted) is not { } accept)
        {
            return Problem.BadRequest($"'{wanted}' is not a list of media types.");
        }

        if (accept.Choose(offers) is not { } choice)
        {
            return Problem.NotAcceptable($"The instance can be sent as {string.Join(", ", offers.Select(o => o.MediaType))}.");
        }

        form = choice;
        return null;
    }

    /// <summary>rows, columns, region, windowCenter and windowWidth, imageQuality, annotation (9.5.1.2).</summary>
    private static Problem? Read(IQueryCollection query, out RenderedRequest read)
    {
        read = RenderedRequest.Default;
        double? rows = RenderedRequest.Number(query["rows"]), columns = RenderedRequest.Number(query["columns"]);
        if ((query.ContainsKey("rows") && rows is not (>= 1 and <= RenderedRequest.MaxSide)) || (query.ContainsKey("columns") && columns is not (>= 1 and <= RenderedRequest.MaxSide)))
        {
            return Problem.BadRequest($"rows and columns are 1 to {RenderedRequest.MaxSide}.");
        }

        double? center = RenderedRequest.Number(query["windowCenter"]), width = RenderedRequest.Number(query["windowWidth"]);
        if (query.ContainsKey("windowCenter") != query.ContainsKey("windowWidth") || (query.ContainsKey("windowCenter") && (center is null || width is not > 0)))
        {
            return Problem.BadRequest("windowCenter and windowWidth are numbers, and come together.");
        }

        if (query["region"] is [{ } region, ..])
        {
            double?[] parts = [.. region.Split(',').Select(RenderedRequest.Number)];
            if (parts is not [>= 0 and <= 1, >= 0 and <= 1, >= 0 and <= 1, >= 0 and <= 1] || parts[0] >= parts[2] || parts[1] >= parts[3])
            {
                return Problem.BadRequest($"region={region} is not left,top,right,bottom of 0 to 1 each (PS3.18 9.5.1.2.5).");
            }

            read = read with { RelativeRegion = (parts[0]!.Value, parts[1]!.Value, parts[2]!.Value, parts[3]!.Value) };
        }

        read = read with
        {
            Options = read.Options with
            {
                Size = rows is null && columns is null ? null : new PictureSize((int)(columns ?? RenderedRequest.MaxSide), (int)(rows ?? RenderedRequest.MaxSide)),
                Window = center is { } c && width is { } w ? new Window(c, w, WindowFunction.Linear) : null,
            },
        };
        return RenderedRequest.ReadQuality(query, "imageQuality", ref read) ?? RenderedRequest.ReadAnnotation(query, ref read);
    }
}
