using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Imaging;
using Gantry.Imaging.Rendering;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Gantry.Server.DicomWeb.Retrieve;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>Rendered studies, series, instances and frames, and thumbnails of every level (PS3.18 10.4.1.1.3, 10.4.1.1.5): one picture, or a part for each.</summary>
internal sealed class RenderedEndpoints(IInstanceCatalog catalog, PictureMaker maker, AccessAudit audit, DicomWebOptions options)
{
    private static readonly PictureSize ThumbnailSize = new(256, 256);
    private static readonly Representation[] Single = [new("image/jpeg"), new("image/png")];
    private static readonly Representation[] Multiple = [new("image/jpeg", IsMultipart: true), new("image/png", IsMultipart: true)];

    /// <summary><c>.../rendered</c>: every frame of every instance below; to a client that takes no multipart, one of them.</summary>
    public Task RenderedAsync(HttpContext context) => AnswerAsync(context, null);

    /// <summary><c>.../thumbnail</c> of a study, series, instance (the frame in the middle) or frame.</summary>
    public Task ThumbnailAsync(HttpContext context) => AnswerAsync(context, ThumbnailSize);

    public static Problem Refused(ImagingError error) =>
        error.Kind == ImagingErrorKind.NoPixels ? Problem.NotFound($"Nothing can be shown: {error}") : Problem.NotAcceptable($"It cannot be rendered: {error}");

    private async Task AnswerAsync(HttpContext context, PictureSize? defaultSize)
    {
        RenderedRequest request = null!;
        Problem? problem = ResourcePath.Read(context.Request, out ResourcePath path) ?? RenderedRequest.Read(context.Request.Query, defaultSize, out request);
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<StoredInstance> found = await catalog.ListAsync(path.Study!.Value, path.Series, path.Instance, context.RequestAborted).ConfigureAwait(false);
        List<(StoredInstance Instance, int Frame)> pictures = [];
        Representation form = Single[0];
        problem = found.Count == 0 ? Problem.NotFound($"There is no {path}.") : List(found, context.Request.RouteValues["frames"] as string, defaultSize is not null, pictures);
        problem ??= Choose(context.Request, pictures.Count, out form);
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await audit.ReadAsync(context, path.Study.Value).ConfigureAwait(false);
        if (!form.IsMultipart && pictures.Count > 1)
        {
            pictures = [path.Instance is null ? pictures[pictures.Count / 2] : pictures[0]];
        }

        string tag = EntityTag.Of(pictures.Select(p => p.Instance), $"{(pictures.Count == 1 ? pictures[0].Frame : 0)} {defaultSize} {form.MediaType} {context.Request.QueryString}", isStrong: !form.IsMultipart);
        if (!EntityTag.IsNotModified(context, tag))
        {
            await (form.IsMultipart ? SendManyAsync(context, pictures, request, form) : SendOneAsync(context, pictures[0], request, form)).ConfigureAwait(false);
        }
    }

    /// <summary>What is shown: the frames named, or all; for a thumbnail the frame in the middle of the instance in the middle, which shows most of a body.</summary>
    private static Problem? List(IReadOnlyList<StoredInstance> found, string? frames, bool isThumbnail, List<(StoredInstance Instance, int Frame)> pictures)
    {
        StoredInstance[] shown = [.. found.Where(PictureMaker.IsShown)];
        if (shown.Length == 0)
        {
            return found.Count == 1 ? NothingToShow(found[0]) : Problem.NotFound("None of the instances can be shown as a picture.");
        }

        if (frames is not null)
        {
            Problem? wrong = FrameList.Read(frames, shown[0].Frames?.Count ?? 1, out List<int> numbers);
            pictures.AddRange(numbers.Select(f => (shown[0], f)));
            return wrong;
        }

        if (isThumbnail)
        {
            StoredInstance[] images = [.. shown.Where(i => i.Frames is { Count: > 0 })];
            StoredInstance middle = images.Length > 0 ? images[images.Length / 2] : shown[0];
            pictures.Add((middle, ((middle.Frames?.Count ?? 1) + 1) / 2));
            return null;
        }

        foreach (StoredInstance instance in shown)
        {
            pictures.AddRange(Enumerable.Range(1, instance.Frames?.Count ?? 1).Select(f => (instance, f)));
        }

        return null;
    }

    private static Problem NothingToShow(StoredInstance instance) => Problem.NotFound($"Instance {instance.Identity.Instance} of SOP class {instance.Identity.SopClassUid} has no frames that can be shown.");

    private async Task SendOneAsync(HttpContext context, (StoredInstance Instance, int Frame) shown, RenderedRequest request, Representation form)
    {
        (ImagingError? error, ReadOnlyMemory<byte> picture) = await maker.MakeAsync(shown.Instance, shown.Frame, request, form.MediaType, context.RequestAborted).ConfigureAwait(false);
        if (error is { } refused)
        {
            await Refused(refused).WriteAsync(context).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = form.MediaType;
        context.Response.ContentLength = picture.Length;
        await context.Response.BodyWriter.WriteAsync(picture, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A picture that cannot be made is left out: each part tells by its Content-Location what it is.</summary>
    private async Task SendManyAsync(HttpContext context, List<(StoredInstance Instance, int Frame)> pictures, RenderedRequest request, Representation form)
    {
        HttpResponse response = context.Response;
        ServiceAddress address = ServiceAddress.Of(context.Request, options);
        MultipartWriter? writer = null;
        ImagingError? first = null;
        foreach ((StoredInstance instance, int frame) in pictures)
        {
            (ImagingError? error, ReadOnlyMemory<byte> picture) = await maker.MakeAsync(instance, frame, request, form.MediaType, context.RequestAborted).ConfigureAwait(false);
            if (error is not null)
            {
                first ??= error;
                continue;
            }

            if (writer is null)
            {
                writer = new MultipartWriter(response.BodyWriter, Boundary.New());
                response.ContentType = writer.ContentTypeOf(form.MediaType);
            }

            string location = (instance.Frames is null ? address.Instance(instance.Identity) : address.Frame(instance.Identity, frame)) + "/rendered";
            writer.BeginPart(form.MediaType, location, picture.Length);
            await response.BodyWriter.WriteAsync(picture, context.RequestAborted).ConfigureAwait(false);
        }

        if (writer is null)
        {
            await Refused(first!).WriteAsync(context).ConfigureAwait(false);
            return;
        }

        writer.End();
        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static Problem? Choose(HttpRequest request, int count, out Representation form)
    {
        Representation[] offers = count > 1 ? [.. Multiple, .. Single] : [.. Single, .. Multiple];
        form = offers[0];
        if (!AcceptList.TryRead(request, out AcceptList accept, out string wrong))
        {
            return Problem.BadRequest($"{wrong} is not a list of media types.");
        }

        if (accept.Choose(offers) is not { } choice)
        {
            return Problem.NotAcceptable("Rendered pictures are image/jpeg or image/png, alone or in multipart/related.");
        }

        form = choice;
        return null;
    }
}
