"""A small stack for the tests of MiniStack: a function behind an alias, its API, its stream and its tables."""

import json
import time
import urllib.error
import urllib.request

import boto3

from tools.local.ministack import REGION

CODE = """
import importlib.util, json, os, time
import boto3

dynamodb = boto3.client("dynamodb")

def handler(event, context):
    if event.get("type") == "TOKEN":
        return authorize(event)
    return project(event) if "Records" in event else answer(event)

def authorize(event):
    if event["authorizationToken"] == "raises":
        raise ValueError("raises")
    effect = "Allow" if event["authorizationToken"] == "good" else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": "*"}
    return {"principalId": "me", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

def project(event):
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["key"]
        if key["S"].startswith("poison"):
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        dynamodb.update_item(TableName=os.environ["SEEN"], Key={"key": key}, UpdateExpression="ADD n :one",
                             ExpressionAttributeValues={":one": {"N": "1"}})
    return {"batchItemFailures": []}

def answer(event):
    asked = event.get("queryStringParameters") or {}
    if "breaks" in asked:
        raise ValueError("breaks")
    time.sleep(float(asked.get("seconds", 0)))
    body = {"version": os.environ["VERSION"], "tools": importlib.util.find_spec("pytest") is not None,
            "foreign": os.environ.get("FOREIGN"), "process": os.getpid(), "filling": "x" * int(asked.get("filling", 0))}
    return {"statusCode": 200, "body": json.dumps(body)}
"""
READS = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
WRITES = ["dynamodb:UpdateItem", "sqs:SendMessage"]


class Aws:
    """Clients of one MiniStack, as root."""

    def __init__(self, endpoint):
        self.endpoint = endpoint

    def client(self, service, key="test", secret="test", token="test"):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
        )


def until(found, *, seconds=10.0):
    """What a question answers as soon as it is not nothing."""
    ends = time.monotonic() + seconds
    while not (result := found()) and time.monotonic() < ends:
        time.sleep(0.05)
    return result


def table(name, **more):
    return {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "key", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "key", "KeyType": "HASH"}],
            **more,
        },
    }


def template(version, actions, mapping):
    """A function behind an alias, the API and the mapping that call it there, and its tables."""
    lambda_path = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Live}/invocations"
    policy = {"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    return {
        "Orders": table(
            "orders",
            StreamSpecification={"StreamViewType": "NEW_AND_OLD_IMAGES"},
            DeletionProtectionEnabled=True,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        ),
        "Seen": table("seen"),
        "Failures": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "failures"}},
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": "sts:AssumeRole",
                            "Principal": {"Service": "lambda.amazonaws.com"},
                        }
                    ]
                },
                "Policies": [{"PolicyName": "own", "PolicyDocument": policy}],
            },
        },
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.11",
                "Handler": "index.handler",
                "Timeout": 20,
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Code": {"ZipFile": CODE},
                "Environment": {"Variables": {"VERSION": version, "SEEN": "seen"}},
            },
        },
        f"Version{version}": {
            "Type": "AWS::Lambda::Version",
            "Properties": {"FunctionName": {"Ref": "Function"}, "Description": version},
        },
        "Live": {
            "Type": "AWS::Lambda::Alias",
            "Properties": {
                "Name": "live",
                "FunctionName": {"Ref": "Function"},
                "FunctionVersion": {"Fn::GetAtt": [f"Version{version}", "Version"]},
            },
        },
        "Permission": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": {"Ref": "Live"},
                "Principal": "apigateway.amazonaws.com",
            },
        },
        "Mapping": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "FunctionName": {"Ref": "Live"},
                "EventSourceArn": {"Fn::GetAtt": ["Orders", "StreamArn"]},
                "StartingPosition": "TRIM_HORIZON",
                "BatchSize": 10,
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "BisectBatchOnFunctionError": True,
                "MaximumRetryAttempts": 1,
                "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Failures", "Arn"]}}},
                **mapping,
            },
        },
        "Api": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {"Body": description({"Fn::Sub": lambda_path}, version), "MinimumCompressionSize": 1000},
        },
        f"Deployment{version}": {
            "Type": "AWS::ApiGateway::Deployment",
            "Properties": {"RestApiId": {"Ref": "Api"}, "StageName": "prod"},
        },
    }


def description(function, version):
    proxy = {"type": "aws_proxy", "httpMethod": "POST", "uri": function, "timeoutInMillis": 2_000}
    preflight = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {
            "default": {
                "statusCode": "200",
                "responseParameters": {"method.response.header.Access-Control-Allow-Origin": "'*'"},
            }
        },
    }
    authorizer = {"type": "token", "authorizerUri": function, "authorizerResultTtlInSeconds": 0}
    problem = {"application/json": '{"problem": "$context.error.responseType"}'}
    kinds = {"gatewayresponse.header.Content-Type": "'application/problem+json'"}
    return {
        "swagger": "2.0",
        "info": {"title": "things", "version": version},
        "securityDefinitions": {
            "token": {
                "type": "apiKey",
                "name": "Authorization",
                "in": "header",
                "x-amazon-apigateway-authorizer": authorizer,
            }
        },
        "x-amazon-apigateway-gateway-responses": {
            "DEFAULT_4XX": {"responseTemplates": problem, "responseParameters": kinds},
            "DEFAULT_5XX": {"responseTemplates": problem, "responseParameters": kinds},
            "MISSING_AUTHENTICATION_TOKEN": {
                "statusCode": 404,
                "responseTemplates": problem,
                "responseParameters": kinds,
            },
        },
        "paths": {
            "/things": {
                "get": {"security": [{"token": []}], "x-amazon-apigateway-integration": proxy},
                "post": {"security": [{"token": []}], "x-amazon-apigateway-integration": proxy},
                "options": {"x-amazon-apigateway-integration": preflight},
            }
        },
    }


class Stack:
    """The stack of these tests, and its API."""

    def __init__(self, aws):
        self.aws = aws
        self.cloudformation = aws.client("cloudformation")

    def deploy(self, version, actions, *, kind="UPDATE", **mapping):
        body = {
            "Resources": template(version, actions, mapping),
            "Outputs": {"Api": {"Value": {"Ref": "Api"}}, "Mapping": {"Value": {"Ref": "Mapping"}}},
        }
        change = {"StackName": "things", "ChangeSetName": f"to-{version}"}
        self.cloudformation.create_change_set(
            **change, ChangeSetType=kind, TemplateBody=json.dumps(body), Capabilities=["CAPABILITY_IAM"]
        )
        assert until(lambda: self.cloudformation.describe_change_set(**change)["Status"] == "CREATE_COMPLETE")
        self.cloudformation.execute_change_set(**change)
        described = until(self.settled)
        assert described["StackStatus"] == f"{kind}_COMPLETE", described.get("StackStatusReason")
        self.outputs = {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}

    def settled(self):
        (described,) = self.cloudformation.describe_stacks(StackName="things")["Stacks"]
        return None if described["StackStatus"].endswith("IN_PROGRESS") else described

    def call(self, path="/things", method="GET", headers=None, body=None):
        url = f"{self.aws.endpoint}/restapis/{self.outputs['Api']}/prod/_user_request_{path}"
        request = urllib.request.Request(url, method=method, headers=headers or {}, data=body)
        try:
            answer = urllib.request.urlopen(request, timeout=20)
        except urllib.error.HTTPError as failed:
            answer = failed
        return answer.status, answer.headers, answer.read()

    def mapping(self):
        return self.aws.client("lambda").get_event_source_mapping(UUID=self.outputs["Mapping"])
