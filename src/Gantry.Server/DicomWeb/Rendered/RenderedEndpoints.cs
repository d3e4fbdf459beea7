using System.Buffers;
using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;
using Gantry.Server.DicomWeb.Negotiation;
using Gantry.Server.DicomWeb.Retrieve;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>
/// Rendered instances and frames, and thumbnails of every level (PS3.18 10.4.1.1.3, 10.4.1.1.5). Pictures are made as they are asked for, as many
/// at a time as there are processors; clients keep them by their entity tag.
/// </summary>
internal sealed class RenderedEndpoints(IInstanceCatalog catalog, InstanceLoader loader, AccessAudit audit) : IDisposable
{
    private const int MaxFrameBytes = 256 << 20;
    private static readonly PictureSize ThumbnailSize = new(256, 256);
    private static readonly Representation[] Offers = [new("image/jpeg"), new("image/png")];
    private readonly SemaphoreSlim running = new(Environment.ProcessorCount);

    /// <summary><c>.../rendered</c> of an instance (its first frame) or of one frame.</summary>
    public Task RenderedAsync(HttpContext context) => AnswerAsync(context, null);

    /// <summary><c>.../thumbnail</c> of a study, series, instance (the frame in the middle) or frame.</summary>
    public Task ThumbnailAsync(HttpContext context) => AnswerAsync(context, ThumbnailSize);

    public void Dispose() => running.Dispose();

    private async Task AnswerAsync(HttpContext context, PictureSize? defaultSize)
    {
        RenderedRequest request = null!;
        Representation form = Offers[0];
        Problem? problem = ResourcePath.Read(context.Request, out ResourcePath path) ?? RenderedRequest.Read(context.Request.Query, defaultSize, out request) ?? Choose(context.Request, out form);
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<StoredInstance> found = await catalog.ListAsync(path.Study!.Value, path.Series, path.Instance, context.RequestAborted).ConfigureAwait(false);
        if (Representative(found) is not { } instance)
        {
            await Problem.NotFound($"There is no {path}.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await audit.ReadAsync(context, instance.Identity.Study).ConfigureAwait(false);
        string frames = context.Request.RouteValues["frames"] as string ?? "";
        string tag = EntityTag.Of([instance], $"{frames} {defaultSize} {form.MediaType} {context.Request.QueryString}", isStrong: true);
        if (EntityTag.IsNotModified(context, tag))
        {
            return;
        }

        await running.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        ArrayBufferWriter<byte> picture = new();
        try
        {
            problem = await loader.LoadAsync(instance, context.RequestAborted).ConfigureAwait(false) is { } file
                ? Render(file, frames, defaultSize is not null, request, form, picture)
                : Problem.NotAcceptable($"Instance {instance.Identity.Instance} is too large to be rendered here.");
        }
        finally
        {
            running.Release();
        }

        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = form.MediaType;
        context.Response.ContentLength = picture.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(picture.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The instance in the middle of those with frames, which shows most of a body.</summary>
    private static StoredInstance? Representative(IReadOnlyList<StoredInstance> found)
    {
        StoredInstance[] pictures = [.. found.Where(i => i.Frames is { Count: > 0 })];
        return pictures.Length > 0 ? pictures[pictures.Length / 2] : found.Count > 0 ? found[found.Count / 2] : null;
    }

    private static Problem? Render(DicomFile file, string list, bool isThumbnail, RenderedRequest request, Representation form, ArrayBufferWriter<byte> output)
    {
        if (PixelFrames.Open(file.Dataset, file.TransferSyntax, out PixelFrames frames) is { } closed)
        {
            return Refused(closed);
        }

        if (frames.Description.FrameBytes > MaxFrameBytes)
        {
            return Problem.NotAcceptable($"A frame of {frames.Description.Columns} by {frames.Description.Rows} pixels is too large to be rendered here.");
        }

        List<int> wanted = [isThumbnail ? (frames.Count + 1) / 2 : 1];
        if (list.Length > 0 && FrameList.Read(list, frames.Count, out wanted) is { } wrong)
        {
            return wrong;
        }

        if (wanted.Count != 1)
        {
            return Problem.NotAcceptable($"One frame is rendered at a time, {wanted.Count} were asked for.");
        }

        if (FrameRenderer.Render(file.Dataset, frames, wanted[0], request.Options, out Picture picture) is { } error)
        {
            return Refused(error);
        }

        if (form.MediaType == "image/jpeg")
        {
            return JpegWriter.Write(picture, request.Quality, output) is { } failed ? Refused(failed) : null;
        }

        using MemoryStream png = new();
        PngWriter.Write(picture, png);
        output.Write(png.GetBuffer().AsSpan(0, (int)png.Length));
        return null;
    }

    private static Problem Refused(ImagingError error) =>
        error.Kind == ImagingErrorKind.NoPixels ? Problem.NotFound($"Nothing can be shown: {error}") : Problem.NotAcceptable($"It cannot be rendered: {error}");

    private static Problem? Choose(HttpRequest request, out Representation form)
    {
        form = Offers[0];
        if (!AcceptList.TryRead(request, out AcceptList accept, out string wrong))
        {
            return Problem.BadRequest($"{wrong} is not a list of media types.");
        }

        if (accept.Choose(Offers) is not { } choice)
        {
            return Problem.NotAcceptable("Rendered pictures are image/jpeg or image/png.");
        }

        form = choice;
        return null;
    }
}
