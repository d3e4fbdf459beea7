using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

/// <summary>One running program for all tests of the DICOMweb services; each test brings studies of its own.</summary>
public sealed class DicomWebFixture : IAsyncLifetime
{
    public GantryProcess Gantry { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Gantry = await GantryProcess.StartAsync();
        Client = await Gantry.ClientAsync();
        Client.BaseAddress = new Uri(Gantry.Address, "dicom-web/");
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Gantry.DisposeAsync();
    }

    /// <summary>Stores a study of CT instances in one series, and returns what was sent.</summary>
    public async Task<SentStudy> SendStudyAsync(int instances = 3, string patientId = "P1", string patientName = "Doe^Jane", TransferSyntax? syntax = null)
    {
        (string study, string series) = (DicomUid.New(), DicomUid.New());
        List<Dataset> sent = [];
        for (int i = 1; i <= instances; i++)
        {
            sent.Add(DatasetBuilder.Ct(study, series, DicomUid.New(), instanceNumber: i, patientId: patientId, patientName: patientName));
        }

        SentStudy all = new(study, series, [.. sent.Select(d => d.GetString(global::Gantry.Dicom.Dictionary.Tags.SOPInstanceUID)!)], [.. sent.Select(d => DatasetBuilder.EncodeFile(d, syntax))]);
        using HttpResponseMessage response = await Client.PostAsync("studies", Part.Pack([.. all.Files]));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return all;
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? accept = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async Task<JsonElement> JsonAsync(string path)
    {
        using HttpResponseMessage response = await GetAsync(path, "application/dicom+json");
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
