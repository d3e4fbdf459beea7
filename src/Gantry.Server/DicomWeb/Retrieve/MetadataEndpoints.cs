using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Metadata;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>WADO-RS metadata (PS3.18 10.4.1.2): of studies and series from the series' metadata records, where nothing is opened or parsed for an answer in JSON; of one instance from its header.</summary>
internal sealed class MetadataEndpoints(IInstanceCatalog catalog, ISeriesMetadata metadata, IObjectReader objects, MetadataXml xml, AccessAudit audit, DicomWebOptions options)
{
    private readonly InstanceMetadata single = new(objects);

    public async Task RetrieveAsync(HttpContext context)
    {
        Problem? problem = ResourcePath.Read(context.Request, out ResourcePath path);
        Representation form = DatasetPayload.Json;
        problem ??= Accepts(context.Request, out form);
        if (problem is not null)
        {
            await problem.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<StoredInstance> instances = await catalog.ListAsync(path.Study!.Value, path.Series, path.Instance, context.RequestAborted).ConfigureAwait(false);
        if (instances.Count == 0)
        {
            await Problem.NotFound($"There is no {path}.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await audit.ReadAsync(context, path.Study.Value).ConfigureAwait(false);
        if (EntityTag.IsNotModified(context, EntityTag.Of(instances, form.MediaType, isStrong: false)))
        {
            return;
        }

        if (path.Instance is not null && !form.IsMultipart)
        {
            await SendInstanceAsync(context, path, instances[0], form).ConfigureAwait(false);
            return;
        }

        List<SeriesMetadataRecord> records = [];
        foreach (SeriesUid series in instances.Select(i => i.Identity.Series).Distinct())
        {
            if (await metadata.GetAsync(path.Study.Value, series, context.RequestAborted).ConfigureAwait(false) is { } record)
            {
                records.Add(record);
            }
        }

        await SendAsync(context, path, records, form).ConfigureAwait(false);
    }

    private async Task SendAsync(HttpContext context, ResourcePath path, List<SeriesMetadataRecord> records, Representation form)
    {
        HttpResponse response = context.Response;
        string? coding = ContentCoding.Choose(context.Request);
        if (form.IsMultipart)
        {
            await xml.WriteAsync(context, path, records).ConfigureAwait(false);
            return;
        }

        response.ContentType = form.MediaType;
        if (path.Instance is null && path.Series is not null && coding == ContentCoding.Gzip)
        {
            // As it stands in the record: its BulkDataURIs are relative to the series, and so to the address of this resource (RFC 3986 5.2).
            response.Headers.ContentEncoding = ContentCoding.Gzip;
            response.ContentLength = records[0].GzipJson.Length;
            await response.BodyWriter.WriteAsync(records[0].GzipJson, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        await using Stream output = ContentCoding.Encode(response, coding);
        await WriteSeriesAsync(context, path, records, output).ConfigureAwait(false);
    }

    private async Task WriteSeriesAsync(HttpContext context, ResourcePath path, List<SeriesMetadataRecord> records, Stream output)
    {
        ServiceAddress address = ServiceAddress.Of(context.Request, options);
        bool isFirst = true;
        await output.WriteAsync("["u8.ToArray(), context.RequestAborted).ConfigureAwait(false);
        foreach (SeriesMetadataRecord record in records.Where(r => r.InstanceCount > 0))
        {
            if (!isFirst)
            {
                await output.WriteAsync(","u8.ToArray(), context.RequestAborted).ConfigureAwait(false);
            }

            isFirst = false;
            SeriesRecordStream stream = new(address.Series(path.Study!.Value.Value, record.Series.Value));
            await stream.CopyAsync(record, output, context.RequestAborted).ConfigureAwait(false);
        }

        await output.WriteAsync("]"u8.ToArray(), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task SendInstanceAsync(HttpContext context, ResourcePath path, StoredInstance instance, Representation form)
    {
        context.Response.ContentType = form.MediaType;
        string address = ServiceAddress.Of(context.Request, options).Series(path.Study!.Value.Value, instance.Identity.Series.Value);
        await using Stream output = ContentCoding.Encode(context.Response, ContentCoding.Choose(context.Request));
        await using Utf8JsonWriter json = new(output, InstanceMetadata.Fast);
        json.WriteStartArray();
        await single.WriteAsync(instance, address + "/", json, context.RequestAborted).ConfigureAwait(false);
        json.WriteEndArray();
        await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
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
            return Problem.NotAcceptable($"Metadata can be sent as {Forms.Describe(DatasetPayload.ListForms)}.");
        }

        form = choice;
        return null;
    }
}
