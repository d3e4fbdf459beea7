using Gantry.Dicom.Datasets;
using Gantry.Dicom.Json;
using Gantry.Dicom.Xml;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb;

/// <summary>Writes data sets as a response's payload in the DICOM JSON model (PS3.18 F) or as native XML (PS3.19 A.1).</summary>
internal static class DatasetPayload
{
    public const string XmlType = "application/dicom+xml";

    public static readonly Representation Json = new("application/dicom+json");

    // Lenient: application/json for what is application/dicom+json, PS3.18 8.7.3.2 (table note).
    private static readonly Representation PlainJson = new("application/json");
    private static readonly Representation XmlParts = new(XmlType, IsMultipart: true);

    /// <summary>Forms of a store response; its one data set may also be XML alone.</summary>
    public static IReadOnlyList<Representation> StoreForms { get; } = [Json, PlainJson, new(XmlType), XmlParts];

    /// <summary>Forms of lists of data sets: search results and metadata.</summary>
    public static IReadOnlyList<Representation> ListForms { get; } = [Json, PlainJson, XmlParts];

    /// <summary>Writes the payload and its Content-Type; the status is the caller's.</summary>
    public static async Task WriteAsync(HttpContext context, IEnumerable<Dataset> datasets, Representation form, bool isArray)
    {
        HttpResponse response = context.Response;
        if (form.MediaType == XmlType)
        {
            WriteXml(response, datasets, form.IsMultipart);
        }
        else
        {
            response.ContentType = form.MediaType;
            if (isArray)
            {
                DicomJsonWriter.WriteArray(datasets, response.BodyWriter);
            }
            else
            {
                DicomJsonWriter.Write(datasets.First(), response.BodyWriter);
            }
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static void WriteXml(HttpResponse response, IEnumerable<Dataset> datasets, bool isMultipart)
    {
        if (!isMultipart)
        {
            response.ContentType = XmlType;
            NativeXmlWriter.Write(datasets.First(), response.BodyWriter.AsStream(leaveOpen: true));
            return;
        }

        MultipartWriter writer = new(response.BodyWriter, Boundary.New());
        using Stream output = response.BodyWriter.AsStream(leaveOpen: true);
        response.ContentType = writer.ContentTypeOf(XmlType);
        foreach (Dataset dataset in datasets)
        {
            writer.BeginPart(XmlType, null, null);
            NativeXmlWriter.Write(dataset, output);
        }

        writer.End();
    }
}
