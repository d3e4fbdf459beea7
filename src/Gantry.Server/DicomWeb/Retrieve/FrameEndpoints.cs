using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>WADO-RS of frames (PS3.18 10.4.1.6): ranges of the stored object go to the socket without decoding.</summary>
internal sealed class FrameEndpoints(IInstanceCatalog catalog, FrameSources sources, AccessAudit audit, DicomWebOptions options)
{
    /// <summary><c>.../instances/{instance}/frames/{frames}</c>.</summary>
    public Task FramesAsync(HttpContext context) => AnswerAsync(context, (string)context.Request.RouteValues["frames"]!);

    /// <summary><c>.../instances/{instance}/pixeldata</c>: every frame.</summary>
    public Task PixelDataAsync(HttpContext context) => AnswerAsync(context, null);

    private async Task AnswerAsync(HttpContext context, string? list)
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

        await SendAsync(context, found[0], list).ConfigureAwait(false);
    }

    /// <summary>Sends frames of an instance; <paramref name="list"/> null is all of them.</summary>
    public async Task SendAsync(HttpContext context, StoredInstance instance, string? list)
    {
        await audit.ReadAsync(context, instance.Identity.Study).ConfigureAwait(false);
        if (await sources.OpenAsync(instance, context.RequestAborted).ConfigureAwait(false) is not { } source)
        {
            await Problem.NotFound($"Instance {instance.Identity.Instance} has no frames that can be told apart.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        Problem? problem = FrameList.Read(list ?? $"1-{source.Count}", source.Count, out List<int> frames);
        Representation form = null!;
        problem ??= Choose(context.Request, instance, frames.Count, out form);
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
        response.ContentLength = writer.LengthOfEnd + frames.Sum(f => writer.LengthOfPart(contentType, address.Frame(instance.Identity, f), source.LengthOf(f)));
        foreach (int frame in frames)
        {
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
            await source.WriteAsync(frame, range.Offset, range.Length, context.Response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Problem? Choose(HttpRequest request, StoredInstance instance, int wanted, out Representation form)
    {
        IReadOnlyList<Representation> offers = Forms.OfFrames(instance.TransferSyntaxUid);
        form = offers[0];
        if (!AcceptList.TryRead(request, out AcceptList accept, out string wrong))
        {
            return Problem.BadRequest($"{wrong} is not a list of media types.");
        }

        if (accept.Choose(offers) is not { } choice)
        {
            TransferSyntax syntax = TransferSyntax.FromUid(instance.TransferSyntaxUid);
            string why = syntax.IsEncapsulated ? "another encoding would need a pixel codec, which is not there" : "no codec is there to compress them";
            return Problem.NotAcceptable($"The frames are stored as {syntax} ({syntax.Uid}); {why}. They can be sent as {Forms.Describe(offers)}.");
        }

        form = choice;
        return form.IsMultipart || wanted == 1 ? null : Problem.NotAcceptable($"{wanted} frames can only be sent as multipart/related.");
    }
}
