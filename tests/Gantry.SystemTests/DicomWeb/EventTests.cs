using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

/// <summary>The workstation's events: a reader who was away is told what it missed (docs/design/web-api.md).</summary>
public sealed class EventTests(DicomWebFixture fixture) : IClassFixture<DicomWebFixture>
{
    [Fact]
    public async Task Who_was_away_is_told_what_was_stored_since()
    {
        await fixture.SendStudyAsync(1);
        long change = JsonDocument.Parse(await fixture.Client.GetStringAsync("../api/studies?limit=1")).RootElement.GetProperty("change").GetInt64();
        SentStudy missed = await fixture.SendStudyAsync(2);
        string told = await EventAsync("../api/events", ("Last-Event-ID", change.ToString(CultureInfo.InvariantCulture)));
        Assert.Contains("event: studies", told, StringComparison.Ordinal);
        Assert.Contains(missed.Study, told, StringComparison.Ordinal);
        Assert.Contains(missed.Study, await EventAsync($"../api/events?after={change}"), StringComparison.Ordinal);
        Assert.Contains("event: reset", await EventAsync("../api/events?after=1000000000"), StringComparison.Ordinal);
    }

    /// <summary>The first event of the stream.</summary>
    private async Task<string> EventAsync(string path, params (string Name, string Value)[] headers)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await fixture.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(patience.Token));
        List<string> lines = [];
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0 && lines.Exists(l => l.StartsWith("data:", StringComparison.Ordinal)))
            {
                break;
            }

            lines.Add(line);
        }

        return string.Join('\n', lines);
    }
}
