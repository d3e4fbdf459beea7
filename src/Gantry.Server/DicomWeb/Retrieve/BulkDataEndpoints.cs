using System.IO.Pipelines;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>WADO-RS of bulk data under the addresses that metadata gives (PS3.18 10.4.1.5): one value, in little endian.</summary>
internal sealed class BulkDataEndpoints(IInstanceCatalog catalog, IObjectReader objects, InstanceLoader loader, FrameEndpoints frames, AccessAudit audit, DicomWebOptions options)
{
    private static readonly Representation[] Offers = [new(Forms.Octets, Forms.ExplicitLittleEndian, IsMultipart: true), new(Forms.Octets, Forms.ExplicitLittleEndian)];

    public async Task RetrieveAsync(HttpContext context)
    {
        Problem? problem = ResourcePath.Read(context.Request, out ResourcePath path);
        string text = (string)context.Request.RouteValues["path"]!;
        IReadOnlyList<(DicomTag Tag, int Item)>? steps = BulkDataPath.Parse(text);
        if (steps is null)
        {
            problem ??= Problem.BadRequest($"'{text}' is not the path of bulk data: eight hex digits of a tag, after sequences with the number of their item.");
        }

        StoredInstance? instance = problem is null
            && await catalog.ListAsync(path.Study!.Value, path.Series, path.Instance, context.RequestAborted).ConfigureAwait(false) is [StoredInstance found, ..] ? found : null;
        if (problem is null && instance is null)
        {
            problem = Problem.NotFound($"There is no {path}.");
        }

        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        TransferSyntax syntax = TransferSyntax.FromUid(instance!.TransferSyntaxUid);
        bool isPixelData = steps is [(DicomTag tag, _)] && tag == Tags.PixelData;
        if (isPixelData && syntax.IsEncapsulated)
        {
            await frames.SendAsync(context, instance, null).ConfigureAwait(false);
            return;
        }

        await audit.ReadAsync(context, instance.Identity.Study).ConfigureAwait(false);
        bool isPlain = isPixelData && instance.Frames is { IsEncapsulated: false } && syntax.IsLittleEndian && !syntax.IsDeflated;
        BulkValue? value = isPlain ? new BulkValue(instance.Frames!.PixelData.Length, default, instance.Frames.PixelData) : await LoadAsync(instance, steps!, context.RequestAborted).ConfigureAwait(false);
        if (value is null)
        {
            await Problem.NotFound($"There is no value at '{text}' of instance {instance.Identity.Instance}, or the instance is larger than {options.MaxConvertedBytes} bytes.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await SendAsync(context, instance, text, value).ConfigureAwait(false);
    }

    private async ValueTask<BulkValue?> LoadAsync(StoredInstance instance, IReadOnlyList<(DicomTag Tag, int Item)> steps, CancellationToken cancellationToken)
    {
        DicomFile? file = await loader.LoadAsync(instance, cancellationToken).ConfigureAwait(false);
        if (file is null || BulkDataPath.Find(file.Dataset, steps) is not { Items: null, Fragments: null } element)
        {
            return null;
        }

        ReadOnlyMemory<byte> bytes = ByteOrder.LittleEndianOf(element);
        return new BulkValue(bytes.Length, bytes, null);
    }

    private async Task SendAsync(HttpContext context, StoredInstance instance, string path, BulkValue value)
    {
        if (!AcceptList.TryRead(context.Request, out AcceptList accept, out string wrong))
        {
            await Problem.BadRequest($"{wrong} is not a list of media types.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        if (accept.Choose(Offers) is not { } form)
        {
            await Problem.NotAcceptable($"Bulk data can be sent as {Forms.Describe(Offers)}.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        string tag = EntityTag.Of([instance], path, isStrong: !form.IsMultipart);
        if (EntityTag.IsNotModified(context, tag))
        {
            return;
        }

        HttpResponse response = context.Response;
        string contentType = Forms.ContentTypeOf(form);
        if (form.IsMultipart)
        {
            MultipartWriter writer = new(response.BodyWriter, Boundary.New());
            string location = $"{ServiceAddress.Of(context.Request, options).Instance(instance.Identity)}/bulkdata/{path}";
            response.ContentType = writer.ContentTypeOf(Forms.Octets);
            response.ContentLength = writer.LengthOfEnd + writer.LengthOfPart(contentType, location, value.Length);
            writer.BeginPart(contentType, location, value.Length);
            await WriteAsync(instance, value, new RequestedRange(0, value.Length), response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
            writer.End();
        }
        else
        {
            response.ContentType = contentType;
            if (RequestedRange.Apply(context, value.Length, tag) is { } range)
            {
                await WriteAsync(instance, value, range, response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
            }
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(StoredInstance instance, BulkValue value, RequestedRange range, PipeWriter output, CancellationToken cancellationToken)
    {
        if (value.Stored is { } stored)
        {
            await objects.CopyToAsync(instance.Place, stored.Offset + range.Offset, range.Length, output, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await output.WriteAsync(value.Bytes.Slice((int)range.Offset, (int)range.Length), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A value in memory, or where it lies in the stored object.</summary>
    private sealed record BulkValue(long Length, ReadOnlyMemory<byte> Bytes, ByteRange? Stored);
}
