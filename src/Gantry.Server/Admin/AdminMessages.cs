using System.Text.Json.Serialization;

namespace Gantry.Server.Admin;

// The JSON of docs/design/session-api.md, member for member.

internal sealed record SignInRequest(string? User, string? Password);

internal sealed record PasswordRequest(string? Current, string? New);

internal sealed record SessionAnswer(string User, string Role, IReadOnlyList<string> Rights, bool MustChangePassword, string Csrf, DateTimeOffset ExpiresAt, int MinimumPasswordLength);

internal sealed record NewUserRequest(string? Name, string? Role);

internal sealed record UserChange(string? Role, bool? Disabled);

internal sealed record UserAnswer(string Name, string Role, bool Disabled, bool Locked, bool MustChangePassword, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt);

internal sealed record UsersAnswer(IReadOnlyList<UserAnswer> Users);

internal sealed record NewUserAnswer(UserAnswer User, string? OneTimePassword);

internal sealed record OneTimePasswordAnswer(string? OneTimePassword);

internal sealed record NewTokenRequest(string? User, string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);

internal sealed record TokenAnswer(string Id, string User, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

internal sealed record TokensAnswer(IReadOnlyList<TokenAnswer> Tokens);

internal sealed record NewTokenAnswer(TokenAnswer Token, string Secret);

internal sealed record AuditAnswer(long Number, DateTimeOffset At, string Kind, string? Actor, string? Address, string? Subject, string? Detail);

internal sealed record AuditPage(IReadOnlyList<AuditAnswer> Events);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(NewUserRequest))]
[JsonSerializable(typeof(UserChange))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(NewUserAnswer))]
[JsonSerializable(typeof(OneTimePasswordAnswer))]
[JsonSerializable(typeof(NewTokenRequest))]
[JsonSerializable(typeof(TokensAnswer))]
[JsonSerializable(typeof(NewTokenAnswer))]
[JsonSerializable(typeof(AuditPage))]
internal sealed partial class AdminJson : JsonSerializerContext;
