using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Server.Web.Frames;
using Gantry.Server.Web.Studies;

namespace Gantry.Server.Web;

/// <summary>Serialisation of this API's answers, generated at build time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StudyPage))]
[JsonSerializable(typeof(StudyEvent))]
[JsonSerializable(typeof(OverlayAnswer))]
internal sealed partial class WebJson : JsonSerializerContext;
