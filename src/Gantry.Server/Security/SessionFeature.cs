using Gantry.Archive.Security;

namespace Gantry.Server.Security;

/// <summary>The request's session, with its cookie's secret, on the request's features.</summary>
public sealed record SessionFeature(string Secret, Session Session, Account Account);
