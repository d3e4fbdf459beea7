using Gantry.Archive.Index;
using Gantry.Archive.Metadata;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Imaging;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>WADO-RS of all bulk data, or of all pixel data, of a study, a series or an instance (PS3.18 10.4.1.5 and 10.4.1.6): a part for each value or frame, under the address it has alone.</summary>
internal sealed class BulkResources(IInstanceCatalog catalog, IObjectReader objects, FrameSources sources, AccessAudit audit, DicomWebOptions options)
{
    private readonly HeaderReader headers = new(objects);

    /// <summary><c>.../pixeldata</c>.</summary>
    public Task PixelDataAsync(HttpContext context) => AnswerAsync(context, onlyPixels: true);

    /// <summary><c>.../bulkdata</c>.</summary>
    public Task BulkDataAsync(HttpContext context) => AnswerAsync(context, onlyPixels: false);

    private async Task AnswerAsync(HttpContext context, bool onlyPixels)
    {
        if (ResourcePath.Read(context.Request, out ResourcePath path) is { } malformed)
        {
            await malformed.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        CancellationToken aborted = context.RequestAborted;
        IReadOnlyList<StoredInstance> found = await catalog.ListAsync(path.Study!.Value, path.Series, path.Instance, aborted).ConfigureAwait(false);
        Problem? problem = found.Count == 0 ? Problem.NotFound($"There is no {path}.") : null;
        List<(StoredInstance Instance, Representation Form)> chosen = [];
        Problem? refusal = null;
        foreach (StoredInstance instance in found)
        {
            if (onlyPixels && instance.Frames is not { Count: > 0 })
            {
                continue;
            }

            Problem? refused = FrameForms.Choose(context.Request, instance, onlyMultipart: true, out Representation form);
            refusal ??= refused;
            if (refused is null)
            {
                chosen.Add((instance, form));
            }
        }

        problem ??= chosen.Count == 0 ? refusal ?? Problem.NotFound($"The {path} has no pixel data that can be told apart in frames.") : null;
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await audit.ReadAsync(context, path.Study.Value).ConfigureAwait(false);
        string tag = EntityTag.Of(chosen.Select(c => c.Instance), $"{onlyPixels} {chosen[0].Form.MediaType} {chosen[0].Form.TransferSyntax}", isStrong: false);
        if (EntityTag.IsNotModified(context, tag))
        {
            return;
        }

        HttpResponse response = context.Response;
        if (refusal is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            WarningHeader.Append(response, "Some instances are left out: " + refusal.Detail);
        }

        MultipartWriter writer = new(response.BodyWriter, Boundary.New());
        response.ContentType = writer.ContentTypeOf(chosen[0].Form.MediaType);
        ServiceAddress address = ServiceAddress.Of(context.Request, options);
        foreach ((StoredInstance instance, Representation form) in chosen)
        {
            if (!onlyPixels)
            {
                await WriteValuesAsync(response, writer, address, instance, aborted).ConfigureAwait(false);
            }

            if (instance.Frames is { Count: > 0 })
            {
                await WriteFramesAsync(response, writer, address, instance, form, aborted).ConfigureAwait(false);
            }
        }

        writer.End();
        await response.BodyWriter.FlushAsync(aborted).ConfigureAwait(false);
    }

    /// <summary>What metadata names by a BulkDataURI, pixels apart.</summary>
    private async ValueTask WriteValuesAsync(HttpResponse response, MultipartWriter writer, ServiceAddress address, StoredInstance instance, CancellationToken aborted)
    {
        Dataset header = await headers.ReadAsync(instance, aborted).ConfigureAwait(false);
        foreach ((string path, Element element) in BulkValues.Of(header))
        {
            if (element.Fragments is not null || BulkValues.IsPixels(element.Tag) && !path.Contains('/', StringComparison.Ordinal))
            {
                continue;
            }

            ReadOnlyMemory<byte> value = ByteOrder.LittleEndianOf(element);
            writer.BeginPart($"{Forms.Octets}; transfer-syntax={Forms.ExplicitLittleEndian}", $"{address.Instance(instance.Identity)}/bulkdata/{path}", value.Length);
            await response.BodyWriter.WriteAsync(value, aborted).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteFramesAsync(HttpResponse response, MultipartWriter writer, ServiceAddress address, StoredInstance instance, Representation form, CancellationToken aborted)
    {
        (ImagingError? error, FrameSource? source) = await sources.OpenAsync(instance, form, aborted).ConfigureAwait(false);
        for (int frame = 1; error is null && frame <= source?.Count; frame++)
        {
            error = await source.PrepareAsync(frame, aborted).ConfigureAwait(false);
            if (error is not null && frame == 1)
            {
                break;
            }

            if (error is not null)
            {
                response.HttpContext.Abort();
                return;
            }

            long length = source.LengthOf(frame);
            writer.BeginPart(Forms.ContentTypeOf(form), address.Frame(instance.Identity, frame), length);
            await source.WriteAsync(frame, 0, length, response.BodyWriter, aborted).ConfigureAwait(false);
        }

        // What no codec here can change goes out as it is stored: its part says so, and nothing of the study is missing.
        if (error is not null && FrameForms.Of(instance.TransferSyntaxUid)[0] is var stored && stored != form)
        {
            await WriteFramesAsync(response, writer, address, instance, stored, aborted).ConfigureAwait(false);
        }
    }
}
