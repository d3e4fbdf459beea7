using System.IO.Compression;
using Gantry.Archive.Metadata;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Json;
using Gantry.Dicom.Xml;
using Gantry.Server.DicomWeb.Multipart;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>Metadata as multipart/related; type="application/dicom+xml" (PS3.19 A.1): one part an instance, made from the JSON record.</summary>
internal sealed class MetadataXml(DicomWebOptions options)
{
    private const string BulkDataSegment = "/bulkdata/";

    public async Task WriteAsync(HttpContext context, ResourcePath path, IReadOnlyList<SeriesMetadataRecord> records)
    {
        HttpResponse response = context.Response;
        MultipartWriter writer = new(response.BodyWriter, Boundary.New());
        response.ContentType = writer.ContentTypeOf(DatasetPayload.XmlType);
        ServiceAddress address = ServiceAddress.Of(context.Request, options);
        foreach (SeriesMetadataRecord record in records)
        {
            byte[] json = await InflateAsync(record, context.RequestAborted).ConfigureAwait(false);
            foreach ((Range range, string? uid) in InstanceObjects.Split(json))
            {
                if (uid is null || (path.Instance is { } wanted && wanted.Value != uid))
                {
                    continue;
                }

                string location = address.Instance(path.Study!.Value.Value, record.Series.Value, uid);
                writer.BeginPart(DatasetPayload.XmlType, location + "/metadata", null);
                Write(json.AsMemory()[range], location, response);
                await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }

        writer.End();
        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static void Write(ReadOnlyMemory<byte> json, string location, HttpResponse response)
    {
        DicomJsonReadResult read = DicomJsonReader.Read(json);
        if (read.Datasets.Count == 0)
        {
            return;
        }

        HashSet<string> elsewhere = [];
        foreach (BulkDataReference bulk in read.BulkData)
        {
            // The writer asks only for elements that have a value, so each gets one in the place of that which is elsewhere.
            bulk.Owner.Add(new Element { Tag = bulk.Tag, Vr = bulk.Vr == Vr.UN ? Vr.OB : bulk.Vr, Value = new byte[8] });
            int at = bulk.Uri.IndexOf(BulkDataSegment, StringComparison.Ordinal);
            elsewhere.Add(at < 0 ? "" : bulk.Uri[(at + BulkDataSegment.Length)..]);
        }

        using Stream output = response.BodyWriter.AsStream(leaveOpen: true);
        NativeXmlWriter.Write(read.Datasets[0], output, (path, _) => elsewhere.Contains(path) ? $"{location}/bulkdata/{path}" : null);
    }

    private static async Task<byte[]> InflateAsync(SeriesMetadataRecord record, CancellationToken cancellationToken)
    {
        byte[] json = GC.AllocateUninitializedArray<byte>(checked((int)record.JsonLength));
        await using GZipStream inflated = SeriesRecordStream.Open(record);
        await inflated.ReadExactlyAsync(json, cancellationToken).ConfigureAwait(false);
        return json;
    }
}
