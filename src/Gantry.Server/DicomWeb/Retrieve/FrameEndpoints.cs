using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Imaging;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>WADO-RS of frames (PS3.18 10.4.1.6): ranges of the stored object go to the socket without decoding, unless the client takes only another encoding.</summary>
internal sealed class FrameEndpoints(IInstanceCatalog catalog, FrameSources sources, AccessAudit audit, DicomWebOptions options)
{
    /// <summary><c>.../instances/{instance}/frames/{frames}</c>.</summary>
    public async Task FramesAsync(HttpContext context)
    {
        if (ResourcePath.Read(context.Request, out ResourcePath path) is { } malformed)
        {
            await malformed.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<StoredInstance> found = await catalog.ListAsync(path.Study!.Value, path.Series, path.Instance, context.RequestAborted).ConfigureAwait(false);
        if (found.Count == 0)
        {
            await Problem.NotFound($"There is no {path}.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await SendAsync(context, found[0], (string)context.Request.RouteValues["frames"]!).ConfigureAwait(false);
    }

    /// <summary>Sends frames of an instance; <paramref name="list"/> null is all of them.</summary>
    public async Task SendAsync(HttpContext context, StoredInstance instance, string? list)
    {
        await audit.ReadAsync(context, instance.Identity.Study).ConfigureAwait(false);
        Problem? problem = FrameForms.Choose(context.Request, instance, onlyMultipart: false, out Representation form);
        List<int> frames = [];
        FrameSource? source = null;
        if (problem is null)
        {
            (ImagingError? error, source) = await sources.OpenAsync(instance, form, context.RequestAborted).ConfigureAwait(false);
            problem = error is { } refused ? Refused(instance, refused)
                : source is null ? Problem.NotFound($"Instance {instance.Identity.Instance} has no frames that can be told apart.")
                : FrameList.Read(list ?? $"1-{source.Count}", source.Count, out frames);
        }

        if (problem is null && !form.IsMultipart && frames.Count != 1)
        {
            problem = Problem.NotAcceptable($"{frames.Count} frames can only be sent as multipart/related.");
        }

        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        string tag = EntityTag.Of([instance], $"{list} {form.MediaType} {form.TransferSyntax}", isStrong: !form.IsMultipart);
        if (EntityTag.IsNotModified(context, tag))
        {
            return;
        }

        // A frame that cannot be made is told before anything is sent.
        if (await source!.PrepareAsync(frames[0], context.RequestAborted).ConfigureAwait(false) is { } unmade)
        {
            await Refused(instance, unmade).WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await (form.IsMultipart ? SendManyAsync(context, instance, source, frames, form) : SendOneAsync(context, source, frames[0], form, tag)).ConfigureAwait(false);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private async Task SendManyAsync(HttpContext context, StoredInstance instance, FrameSource source, List<int> frames, Representation form)
    {
        HttpResponse response = context.Response;
        MultipartWriter writer = new(response.BodyWriter, Boundary.New());
        ServiceAddress address = ServiceAddress.Of(context.Request, options);
        string contentType = Forms.ContentTypeOf(form);
        response.ContentType = writer.ContentTypeOf(form.MediaType);
        if (!source.NeedsPreparing)
        {
            response.ContentLength = writer.LengthOfEnd + frames.Sum(f => writer.LengthOfPart(contentType, address.Frame(instance.Identity, f), source.LengthOf(f)));

            // Before the headers are made, what is written is kept apart and copied later.
            await response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        }

        foreach (int frame in frames)
        {
            if (source.NeedsPreparing && await source.PrepareAsync(frame, context.RequestAborted).ConfigureAwait(false) is not null)
            {
                // Nobody shall take some frames for all.
                context.Abort();
                return;
            }

            long length = source.LengthOf(frame);
            writer.BeginPart(contentType, address.Frame(instance.Identity, frame), length);
            await source.WriteAsync(frame, 0, length, response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
        }

        writer.End();
    }

    private static async Task SendOneAsync(HttpContext context, FrameSource source, int frame, Representation form, string tag)
    {
        context.Response.ContentType = Forms.ContentTypeOf(form);
        if (RequestedRange.Apply(context, source.LengthOf(frame), tag) is { } range)
        {
            await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
            await source.WriteAsync(frame, range.Offset, range.Length, context.Response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Problem Refused(StoredInstance instance, ImagingError error) => error.Kind == ImagingErrorKind.NoPixels
        ? Problem.NotFound($"Instance {instance.Identity.Instance} has no such frame: {error}")
        : Problem.NotAcceptable($"The frames of instance {instance.Identity.Instance} cannot be sent in that encoding: {error}");
}
